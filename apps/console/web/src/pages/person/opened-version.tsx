import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Changes } from '../../ui/changes.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Opened } from '../../ui/opened.tsx';
import { Notice } from '../../ui/panel.tsx';
import { Skeleton, State } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import { managerNamed, type NamesOfManagers } from '../people/named.tsx';
import { maskedAmong } from './masked.ts';
import type { Version } from './queries.ts';
import { Sensitive } from './sensitive.tsx';
import { PERSON } from './texts.ts';

interface OpenedVersionProps {
  /** Of the version. */
  readonly id: string;
  /** Whose it is. */
  readonly of: string;
  /** Undefined: they are awaited. */
  readonly versions: readonly Version[] | undefined;
  /** There are others, which are not loaded. */
  readonly hasMore: boolean;
  readonly names: NamesOfManagers;
  readonly onClose: () => void;
}

export function OpenedVersion({ id, of, versions, hasMore, names, onClose }: OpenedVersionProps): ReactNode {
  const t = useText(PERSON);
  const found = versions?.find(({ version }) => String(version) === id);
  const actions = found === undefined ? undefined : <ToAudit version={found} />;
  return (
    <Opened id={id} title={t('opened')} actions={actions} onClose={onClose}>
      {versions === undefined ? (
        <Skeleton rows={10} shape="facts" />
      ) : found === undefined ? (
        <State icon="search" title={t(hasMore ? 'notListed' : 'noVersion')}>
          {t(hasMore ? 'notListedText' : 'noVersionText')}
        </State>
      ) : (
        <Shown version={found} of={of} names={names} />
      )}
    </Opened>
  );
}

function ToAudit({ version: { eventId } }: { readonly version: Version }): ReactNode {
  const t = useText(PERSON);
  const may = useMay();
  const path = useTenantPath();
  if (!may('audit:read')) return null;
  return (
    <ButtonLink isSmall to={path('audit')} search={{ open: eventId }}>
      {t('toEntry')}
    </ButtonLink>
  );
}

interface ShownProps extends Pick<OpenedVersionProps, 'names' | 'of'> {
  readonly version: Version;
}

function Shown({ version: { version, kind, at, changes, isAfterGap }, of, names }: ShownProps): ReactNode {
  const t = useText(PERSON);
  const masked = maskedAmong(changes);
  return (
    <div className="stack">
      <Facts
        facts={[
          { label: t('what'), value: t(`version.${kind}`) },
          { label: t('number.version'), value: String(version) },
          { label: t('when'), value: <Time at={at} /> },
        ]}
      />
      {isAfterGap && (
        <Notice tone="warn" title={t('gap')}>
          {t('gapText')}
        </Notice>
      )}
      {changes.length === 0 ? (
        <p className="muted">{t('noChanges')}</p>
      ) : (
        <Changes
          caption={t('changes')}
          changes={changes}
          meaningOf={({ path }, value) => managerNamed(names, path, value)}
        />
      )}
      <Sensitive id={of} masked={masked} version={version} />
    </div>
  );
}

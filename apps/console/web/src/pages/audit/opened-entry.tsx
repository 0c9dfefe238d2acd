import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Changes } from '../../ui/changes.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Opened } from '../../ui/opened.tsx';
import { Queried } from '../../ui/panel.tsx';
import { State } from '../../ui/state.tsx';
import { managerNamed, useNamesOfManagers } from '../people/named.tsx';
import { maskedAmong } from '../person/masked.ts';
import { Sensitive } from '../person/sensitive.tsx';
import { useFactsOf } from './facts.tsx';
import { entryQuery, type Entry } from './queries.ts';
import { AUDIT } from './texts.ts';

interface OpenedEntryProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function OpenedEntry({ id, onClose }: OpenedEntryProps): ReactNode {
  const t = useText(AUDIT);
  const query = useQuery(entryQuery(id));
  const { data } = query;
  const actions = data === undefined || data === null ? undefined : <ToRequest entry={data} />;
  return (
    <Opened id={id} title={t('opened')} actions={actions} onClose={onClose}>
      <Queried query={query} rows={12} shape="facts">
        {(entry) =>
          entry === null ? (
            <State icon="search" title={t('notThere')}>
              {t('notThereText')}
            </State>
          ) : (
            <Shown entry={entry} />
          )
        }
      </Queried>
    </Opened>
  );
}

/** Of what Entra asked: an act of administration has no request in the activity. */
function ToRequest({ entry: { requestId, actor } }: { readonly entry: Entry }): ReactNode {
  const t = useText(AUDIT);
  const may = useMay();
  const path = useTenantPath();
  if (actor.connectionId === null || !may('activity:read')) return null;
  return (
    <ButtonLink isSmall to={path('activity')} search={{ requestId }}>
      {t('toRequest')}
    </ButtonLink>
  );
}

function Shown({ entry }: { readonly entry: Entry }): ReactNode {
  const t = useText(AUDIT);
  const names = useNamesOfManagers(entry.changes);
  return (
    <div className="stack">
      <Facts facts={useFactsOf(entry)} />
      {entry.outcome === 'accepted' && (
        <div className="stack-small">
          <h3>{t('changes')}</h3>
          {entry.changes.length === 0 ? (
            <p className="muted">{t('noChanges')}</p>
          ) : (
            <Changes
              caption={t('changes')}
              changes={entry.changes}
              meaningOf={({ path }, value) => managerNamed(names, path, value)}
            />
          )}
          <Masked entry={entry} />
        </div>
      )}
    </div>
  );
}

/** The log has no value of what is sensitive: the directory has the one of this version, and the one before. */
function Masked({ entry: { resourceId, resourceVersion, changes } }: { readonly entry: Entry }): ReactNode {
  const masked = maskedAmong(changes);
  if (masked.length === 0 || resourceId === null || resourceVersion === null) return null;
  return <Sensitive id={resourceId} masked={masked} version={resourceVersion} />;
}

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel, Queried } from '../../ui/panel.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { Approved } from '../approvals/approved.tsx';
import { Losers } from './losers.tsx';
import { previewQuery, type Preview, type SignOn } from './queries.ts';
import { ENFORCEMENT_TEXTS } from './enforcement-texts.ts';
import { METHOD_TEXTS } from './method-texts.ts';
import { hasFreshTest } from './verdict.ts';
import './enforcement.css';

const EnforceDialog = lazy(() =>
  import('./enforce-dialog.tsx').then(({ EnforceDialog: component }) => ({ default: component })),
);
const UndoDialog = lazy(() =>
  import('./undo-dialog.tsx').then(({ UndoDialog: component }) => ({ default: component })),
);

interface EnforcementProps {
  readonly signOn: SignOn;
}

/** That Entra alone lets people in: what has to be true before, who would stay outside, and the way back. */
export function EnforcementPanel({ signOn }: EnforcementProps): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const { enforced } = signOn;
  const badge = (
    <Badge tone={enforced === null ? 'neutral' : 'ok'}>{t(enforced === null ? 'notEnforced' : 'enforced')}</Badge>
  );
  return (
    <Panel title={t('enforcement')} description={t('enforcementText')} actions={badge}>
      {enforced === null ? <Before signOn={signOn} /> : <Standing enforced={enforced} />}
    </Panel>
  );
}

function Before({ signOn }: EnforcementProps): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const may = useMay();
  const now = useNow();
  const { account } = useSession();
  const query = useQuery(previewQuery);
  const [isOpen, setOpen] = useState(false);
  const isOn = signOn.oidc?.on === true || signOn.saml?.on === true;
  const isTested = hasFreshTest(signOn, account.id, now);
  const hasDoor = signOn.emergency.count >= signOn.emergency.advised;
  return (
    <div className="stack-small">
      <ul className="plain-list" aria-label={t('conditions')}>
        <Condition isMet={isOn} text={t('condition.on')} />
        <Condition isMet={isTested} text={t('condition.tested')} />
        <Condition isMet={hasDoor} text={t('condition.emergency', { count: signOn.emergency.count })} />
      </ul>
      <Queried query={query} rows={3}>
        {(preview) => <Outcome preview={preview} />}
      </Queried>
      {may('sso:change') && (
        <Approved wanted={{ act: 'sign-ons.enforce' }}>
          <div className="row">
            <Button kind="danger" isDisabled={!isOn || !isTested} onClick={() => setOpen(true)}>
              {t('enforce')}
            </Button>
            {!isTested && <span className="muted small">{t('testFirst')}</span>}
          </div>
        </Approved>
      )}
      <Suspense>{isOpen && <EnforceDialog preview={query.data ?? null} onClose={() => setOpen(false)} />}</Suspense>
    </div>
  );
}

function Condition({ isMet, text }: { readonly isMet: boolean; readonly text: string }): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  return (
    <li className="condition" data-met={isMet}>
      <Icon name={isMet ? 'check' : 'clock'} size={16} />
      <span>
        <span className="hidden-visually">{t(isMet ? 'met' : 'notMet')} </span>
        {text}
      </span>
    </li>
  );
}

function Outcome({ preview }: { readonly preview: Preview }): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const { keep, lose, emergency, more } = preview;
  return (
    <>
      <h3>{t('preview')}</h3>
      <p className="muted">
        {t('keep', { count: keep })} {t('emergencyKeep', { count: emergency })}
      </p>
      <Losers lose={lose} hasMore={more} />
    </>
  );
}

function Standing({ enforced }: { readonly enforced: NonNullable<SignOn['enforced']> }): ReactNode {
  const t = useText(ENFORCEMENT_TEXTS);
  const names = useText(METHOD_TEXTS);
  const may = useMay();
  const now = useNow();
  const { account } = useSession();
  const [isOpen, setOpen] = useState(false);
  const isYoung = Date.parse(enforced.undoUntil) > now.getTime();
  return (
    <div className="stack-small">
      <p>
        {t('since')} <Time at={enforced.since} /> {names(enforced.by === account.id ? 'byYou' : 'byAnother')}.{' '}
        {isYoung ? (
          <>
            {t('undoUntil')} <Time at={enforced.undoUntil} />.
          </>
        ) : (
          t('undoOver')
        )}
      </p>
      {may('sso:change') && (
        <div className="row">
          <Button onClick={() => setOpen(true)}>{t('undo')}</Button>
        </div>
      )}
      <Suspense>{isOpen && <UndoDialog isYoung={isYoung} onClose={() => setOpen(false)} />}</Suspense>
    </div>
  );
}

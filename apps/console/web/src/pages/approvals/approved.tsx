import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { Queried } from '../../ui/panel.tsx';
import { Moment, useNow } from '../../ui/time.tsx';
import { approvalsQuery } from './queries.ts';
import { standingOf, type Standing, type Wanted } from './standing.ts';
import { APPROVAL_TEXTS } from './texts.ts';

const AskDialog = lazy(() => import('./ask-dialog.tsx').then(({ AskDialog: component }) => ({ default: component })));

interface ApprovedProps {
  readonly wanted: Wanted;
  /** What does it: shown where it can be done. */
  readonly children: ReactNode;
}

/** What takes two administrators: done where there is but one, else asked for, waited for, and then done. */
export function Approved({ wanted, children }: ApprovedProps): ReactNode {
  const query = useQuery(approvalsQuery);
  const { account } = useSession();
  const now = useNow();
  return (
    <Queried query={query} rows={1}>
      {(approvals) => {
        const standing = standingOf(approvals, wanted, { account: account.id, now });
        if (standing.kind === 'free') return children;
        return (
          <div className="stack-small">
            <Told standing={standing} />
            {standing.kind === 'ask' && <Asking wanted={wanted} />}
            {standing.kind === 'approved' && children}
          </div>
        );
      }}
    </Queried>
  );
}

function Told({ standing }: { readonly standing: Exclude<Standing, { readonly kind: 'free' }> }): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  if (standing.kind === 'ask') return <p className="muted">{t('needed')}</p>;
  const { decidedBy, endsAt } = standing.approval;
  return (
    <p role="status">
      {standing.kind === 'pending' ? t('pending') : t('approvedBy', { name: decidedBy?.name ?? '–' })}{' '}
      <Moment at={endsAt} />.
    </p>
  );
}

function Asking({ wanted }: Pick<ApprovedProps, 'wanted'>): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="row">
        <Button onClick={() => setOpen(true)}>{t('ask')}</Button>
      </div>
      <Suspense>{isOpen && <AskDialog wanted={wanted} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

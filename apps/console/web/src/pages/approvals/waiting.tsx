import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay, useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { useTenantPath } from '../../shell/place.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/panel.tsx';
import { useNow } from '../../ui/time.tsx';
import { approvalsQuery } from './queries.ts';
import { waitingFor } from './standing.ts';
import { APPROVAL_TEXTS } from './texts.ts';

/** That others wait for one; nothing where nobody does. */
export function WaitingApprovals(): ReactNode {
  const t = useText(APPROVAL_TEXTS);
  const may = useMay();
  const path = useTenantPath();
  const now = useNow();
  const { account } = useSession();
  const isAsked = may('team:change');
  const { data } = useQuery({ ...approvalsQuery, enabled: isAsked });
  const count = data === undefined ? 0 : waitingFor(data, account.id, now).length;
  if (!isAsked || count === 0) return null;
  return (
    <Notice
      tone="neutral"
      icon="key"
      title={t('waiting', { count })}
      actions={
        <ButtonLink to={path('team')} part="approvals">
          {t('look')}
        </ButtonLink>
      }
    >
      {t('waitingText')}
    </Notice>
  );
}

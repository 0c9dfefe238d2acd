import type { ReactNode } from 'react';
import { useText } from '../../i18n/locale.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { ApprovalsPanel } from '../approvals/list.tsx';
import { AccessPanel } from './access.tsx';
import { GrantsPanel } from './grants.tsx';
import { LinksPanel } from './links.tsx';
import { MembersPanel } from './members.tsx';
import { ReadersPanel } from './readers.tsx';
import { TEAM_TEXTS } from './texts.ts';

export function Page(): ReactNode {
  const t = useText(TEAM_TEXTS);
  return (
    <div className="stack">
      <PageHead description={t('description')} />
      <MembersPanel />
      <ApprovalsPanel />
      <LinksPanel />
      <GrantsPanel />
      <ReadersPanel />
      <AccessPanel />
    </div>
  );
}

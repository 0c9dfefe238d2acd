import type { ConnectionKey } from '../../tenants/admin-store.js';
import type { ArchiveLine } from '../../tenants/archive.js';
import type { AskAs } from '../../tenants/projections.js';
import type { CountMails } from '../../tenants/shadow-mails.js';
import { SHADOW_KINDS, type ShadowKind } from '../../tenants/shadow-report.js';
import type { ExportPages } from '../read/export-pages.js';
import type { ArchivedItems, ShadowReports } from './shadow-reports.js';

export interface ShadowLinesParts {
  readonly reports: ShadowReports;
  readonly pages: ExportPages;
  readonly countMails: CountMails;
}

type Lines = AsyncGenerator<readonly ArchiveLine[]>;

const PAGE = 500;

/** What a shadow holds, for the archive of its tenant: its report, whom it would do what to, and the members of its groups. */
export async function* shadowLines(
  { reports, pages, countMails }: ShadowLinesParts,
  key: ConnectionKey,
  askAs: AskAs,
): Lines {
  const report = await reports.report(key);
  if (report === null) return;
  const { connectionId } = report;
  yield [{ kind: 'shadow', ...report, mails: await countMails(key, report.startedAt, askAs) }];
  for (const would of SHADOW_KINDS) yield* itemLines(reports, key, would);
  for await (const rows of pages.memberships(key.tenantId, 'shadow_members')) {
    yield rows.map((row) => ({ kind: 'shadow-member', connectionId, ...row }));
  }
}

async function* itemLines(reports: ShadowReports, key: ConnectionKey, would: ShadowKind): Lines {
  for (let after: string | null = null; ;) {
    const page: ArchivedItems | null = await reports.archived(key, would, { limit: PAGE, after });
    if (page === null) return;
    yield page.items.map((item) => ({ ...item, kind: 'shadow-item', would, connectionId: key.id }));
    after = page.items.at(-1)?.id ?? null;
    if (!page.isMore || after === null) return;
  }
}

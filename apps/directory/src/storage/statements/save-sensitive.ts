import { arrayText, type Transaction } from '#postgres';
import type { EmployeeVersion } from '../../projection/fold-users.js';

/** Beside the versions that have masked them. The values travel as one text, as in append-versions.ts. */
const SAVE_SENSITIVE = `
  insert into sensitive_values (tenant_id, id, version, given)
  select tenant_id, id, version, given::jsonb
    from unnest($1::uuid[], $2::text[], $3::int[], string_to_array($4::text, chr(30)))
         as masked (tenant_id, id, version, given)
      on conflict do nothing`;

const SEPARATOR = '\u001e';

export async function saveSensitive(tx: Transaction, versions: readonly EmployeeVersion[]): Promise<void> {
  const masked = versions.filter(({ sensitive }) => sensitive !== null);
  if (masked.length === 0) return;
  await tx.query({ name: 'save-sensitive', text: SAVE_SENSITIVE }, [
    arrayText(masked.map(({ view }) => view.tenantId)),
    arrayText(masked.map(({ view }) => view.id)),
    arrayText(masked.map(({ view }) => view.version)),
    masked.map(({ sensitive }) => JSON.stringify(sensitive)).join(SEPARATOR),
  ]);
}

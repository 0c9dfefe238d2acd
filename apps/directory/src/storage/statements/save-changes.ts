import { arrayText, indexKey, type Transaction } from '#postgres';
import type { EmployeeVersion } from '../../projection/fold-users.js';

/**
 * Which version changed which attribute, as its event says it. The values travel as one text each, as in append-versions.ts;
 * an event that comes once more, late, has its rows already.
 */
const SAVE_CHANGES = `
  insert into attribute_changes (tenant_id, id, path, version, before, after)
  select tenant_id, id, path, version, before::jsonb, after::jsonb
    from unnest($1::uuid[], $2::text[], $3::text[], $4::int[],
                string_to_array($5::text, chr(30)), string_to_array($6::text, chr(30)))
         as changed (tenant_id, id, path, version, before, after)
      on conflict do nothing`;

const SEPARATOR = '\u001e';

export async function saveChanges(tx: Transaction, versions: readonly EmployeeVersion[]): Promise<void> {
  const rows = versions.flatMap(({ view, changes }) => changes.map((change) => ({ view, change })));
  if (rows.length === 0) return;
  await tx.query({ name: 'save-changes', text: SAVE_CHANGES }, [
    arrayText(rows.map(({ view }) => view.tenantId)),
    arrayText(rows.map(({ view }) => view.id)),
    arrayText(rows.map(({ change }) => indexKey(change.path))),
    arrayText(rows.map(({ view }) => view.version)),
    rows.map(({ change }) => JSON.stringify(change.before ?? null)).join(SEPARATOR),
    rows.map(({ change }) => JSON.stringify(change.after ?? null)).join(SEPARATOR),
  ]);
}

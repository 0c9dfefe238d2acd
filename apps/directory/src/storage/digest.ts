import { createHash, type Hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { eachText } from '#postgres';

interface Table {
  readonly name: string;
  /** Everything that the events say; no local clock and no number of arrival is in these tables. */
  readonly columns: string;
}

const TABLES: readonly Table[] = [
  {
    name: 'employees',
    columns: `tenant_id, id, version, changed_at at time zone 'UTC', deleted, active, user_name, external_id,
              display_name, department, department_key, title, manager_id, mail, mail_key, employee_number, reference_names,
              manager_mail_key, inactive_by`,
  },
  {
    name: 'employee_versions',
    columns: `tenant_id, id, version, valid_from at time zone 'UTC', event_id, resource`,
  },
  { name: 'employee_search', columns: 'tenant_id, id, search_text' },
];

export interface Digest {
  /** SHA-256 in hex over one line per row: its columns as a JSON array, in order of tenant, resource and version. */
  readonly sha256: string;
  readonly rows: number;
}

/**
 * The canonical digest of the projection that the search path names. Two projections that have folded the same events
 * have the same digest, however the events were cut into batches and whenever they came.
 *
 * @param session in a transaction that sees one moment: repeatable read, or with the writers locked out
 */
export async function digestProjection(session: ClientBase): Promise<Digest> {
  const hash = createHash('sha256');
  let rows = 0;
  for (const table of TABLES) {
    hash.update(`${table.name}\n`);
    rows += await addTable(session, hash, table);
  }
  return { sha256: hash.digest('hex'), rows };
}

function addTable(session: ClientBase, hash: Hash, { name, columns }: Table): Promise<number> {
  const key = name === 'employee_versions' ? ', version' : '';
  const lines = `
    select jsonb_build_array(${columns})::text as line
      from ${name}
     order by tenant_id, id${key}`;
  return eachText(session, lines, (line) => hash.update(`${line}\n`));
}

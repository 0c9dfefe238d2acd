import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';

const LOAD_PEOPLE = `
  select p.tenant_id, p.user_id, p.version::int, p.name, p.mail, p.is_active, p.manager_id
    from people p
    join unnest($1::uuid[], $2::text[]) as wanted (tenant_id, user_id)
      on wanted.tenant_id = p.tenant_id
     and wanted.user_id = p.user_id`;

interface Row {
  tenant_id: string;
  user_id: string;
  version: number;
  name: string;
  mail: string | null;
  is_active: boolean;
  manager_id: string | null;
}

export interface PersonKey {
  readonly tenantId: string;
  readonly id: string;
}

/** Without locks: a person's events come from one partition, whose batches run one after the other. */
export async function loadPeople(tx: Transaction, keys: readonly PersonKey[]): Promise<Person[]> {
  const values = [keys.map((key) => key.tenantId), keys.map((key) => key.id)];
  const { rows } = await tx.query<Row>({ name: 'load-people', text: LOAD_PEOPLE }, values);
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    id: row.user_id,
    version: row.version,
    name: row.name,
    mail: row.mail,
    isActive: row.is_active,
    managerId: row.manager_id,
  }));
}

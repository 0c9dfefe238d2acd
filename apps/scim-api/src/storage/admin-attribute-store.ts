import type { Pool, QueryResultRow } from 'pg';
import type { Acting } from '../tenants/admin-acted.js';
import {
  define,
  nameKey,
  type DefinedAttribute,
  type DefinitionRefusal,
  type WantedAttribute,
} from '../tenants/custom-attributes.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import { AdminWrites, type AdminStoreOptions } from './admin-writes.js';

/** Definitions of companies' own attributes, for the admin API. `null` says that there is no such tenant. */
export class AttributeStore {
  readonly #pool: Pool;
  readonly #writes: AdminWrites;

  constructor({ pool, writes = pool, ...options }: AdminStoreOptions) {
    this.#pool = pool;
    this.#writes = new AdminWrites({ ...options, writes });
  }

  define(
    tenantId: string,
    wanted: WantedAttribute,
    acting: Acting,
  ): Promise<DefinedAttribute | DefinitionRefusal | null> {
    return this.#writes.commitSettings(async (tx) => {
      // The tenant's row is the lock: two definitions at once would both count one below the most.
      if ((await tx.query(LOCK_TENANT, [tenantId])).rowCount === 0) return null;
      const { rows } = await tx.query<DefinedAttribute & QueryResultRow>(LIST, [tenantId]);
      const defined = define(rows, wanted, this.#writes.now());
      if ('code' in defined) return defined;
      const { name, type, description, createdAt, changedAt, sensitive } = defined;
      const values = [tenantId, nameKey(name), name, type, description, createdAt, changedAt, sensitive];
      await tx.query(SAVE, values);
      const before = rows.find((known) => nameKey(known.name) === nameKey(name)) ?? null;
      const changes = settingsChanged(before, defined);
      // Defined again as it is, it is no act.
      if (changes.length > 0) {
        await appendAct(
          tx,
          { ...ofAttribute(tenantId, name), act: 'attributes.define', at: changedAt, changes },
          acting,
        );
      }
      return defined;
    });
  }

  /** In the order of their definition, retired ones included: at most a few hundred. */
  async list(tenantId: string): Promise<DefinedAttribute[] | null> {
    if ((await this.#pool.query(FIND_TENANT, [tenantId])).rowCount === 0) return null;
    return (await this.#pool.query<DefinedAttribute & QueryResultRow>(LIST, [tenantId])).rows;
  }

  /** False: the tenant has no such attribute, or it is retired already. */
  retire(tenantId: string, name: string, acting: Acting): Promise<boolean> {
    return this.#writes.commitSettings(async (tx) => {
      const { rows } = await tx.query<{ name: string; at: Date }>(RETIRE, [tenantId, nameKey(name)]);
      const [retired] = rows;
      if (retired === undefined) return false;
      const { name: id, at } = retired;
      const changes = settingsChanged(null, { retiredAt: at });
      await appendAct(tx, { ...ofAttribute(tenantId, id), act: 'attributes.retire', at, changes }, acting);
      return true;
    });
  }
}

function ofAttribute(tenantId: string, name: string) {
  return { tenantId, object: { type: 'attribute', id: name }, subject: tenantId };
}

const FIND_TENANT = `
  select 1
    from tenants
   where id = $1::uuid`;

const LOCK_TENANT = `${FIND_TENANT}
     for no key update`;

const LIST = `
  select name, type, description, sensitive, created_at as "createdAt", changed_at as "changedAt", retired_at as "retiredAt"
    from custom_attributes
   where tenant_id = $1::uuid
   order by created_at, name_key`;

const SAVE = `
  insert into custom_attributes (tenant_id, name_key, name, type, description, created_at, changed_at, sensitive)
  values ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::timestamptz, $7::timestamptz, $8::boolean)
      on conflict (tenant_id, name_key) do update
     set type = excluded.type,
         description = excluded.description,
         changed_at = excluded.changed_at,
         sensitive = excluded.sensitive,
         retired_at = null`;

const RETIRE = `
  update custom_attributes
     set retired_at = now()
   where tenant_id = $1::uuid
     and name_key = $2::text
     and retired_at is null
  returning name, retired_at as at`;

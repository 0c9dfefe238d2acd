import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { GROUPS, USERS } from '#contracts';
import { inTransaction, scopeToTenant } from '#postgres';

/** Rows of a page, and bytes of what they hold: a page is decoded and written in some ten milliseconds. */
const ROWS = 500;
const BYTES = 524_288;
const MEMBERSHIPS = 2_000;
/** Records of the outbox that are looked at for the tenant's with one statement. */
const STRETCH = 5_000n;
/** Before all others: no id is smaller. */
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

type Page = readonly QueryResultRow[];

/**
 * All of a tenant's rows, a page at a time, each read in a transaction of its own under row-level security: between two pages
 * nothing is held, however slowly they are taken.
 */
export class ExportPages {
  readonly #pool: Pool;

  /** @param pool of the role `scim` */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async *resources(tenantId: string, table: 'users' | 'groups'): AsyncGenerator<Page> {
    let after = LEAST_ID;
    for (;;) {
      const rows = await this.#rows(tenantId, { text: resourcesOf(table), values: [tenantId, after] });
      if (rows.length === 0) return;
      yield rows;
      after = String(rows.at(-1)?.id);
    }
  }

  async *memberships(tenantId: string, table: 'group_members' | 'shadow_members'): AsyncGenerator<Page> {
    let after = [LEAST_ID, LEAST_ID];
    for (;;) {
      const rows = await this.#rows(tenantId, { text: membersOf(table), values: [tenantId, ...after] });
      if (rows.length === 0) return;
      yield rows;
      after = [String(rows.at(-1)?.memberId), String(rows.at(-1)?.groupId)];
    }
  }

  /** What changed people and groups, as long as the outbox has it. */
  async *records(tenantId: string): AsyncGenerator<Page> {
    const [span] = await this.#rows(tenantId, { text: SPAN });
    if (span?.first == null) return;
    const last = BigInt(String(span.last));
    const topics = [USERS.name, GROUPS.name];
    for (let after = BigInt(String(span.first)) - 1n; after < last;) {
      const end = after + STRETCH < last ? after + STRETCH : last;
      const values = [tenantId, String(after), String(end), topics];
      const rows = await this.#rows(tenantId, { text: RECORDS, values });
      if (rows.length > 0) yield rows;
      after = rows.length > 0 ? BigInt(String(rows.at(-1)?.id)) : end;
    }
  }

  async #rows(tenantId: string, statement: QueryConfig): Promise<Page> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return (await tx.query(statement)).rows;
    });
  }
}

// The first row is always among them, however large it is: whoever goes on after the last of them comes to the end.
function withinBytes(columns: string, text: string, page: string): string {
  return `
  select ${columns}
    from (select ${columns}, sum(octet_length(${text})) over (order by id) - octet_length(${text}) as bytes_before
            from (${page}) as page) as sized
   where bytes_before < ${BYTES}
   order by id`;
}

const RESOURCE = 'id, version, created, last_modified, attributes';

function resourcesOf(table: 'users' | 'groups'): string {
  const page = `
          select ${RESOURCE}
            from ${table}
           where tenant_id = $1::uuid
             and id > $2::uuid
           order by id
           limit ${ROWS}`;
  return withinBytes(RESOURCE, 'attributes', page);
}

// In the order of the index group_members_of_member, which the copy has, too.
function membersOf(table: 'group_members' | 'shadow_members'): string {
  return `
  select group_id as "groupId", member_id as "memberId", member_type as "memberType"
    from ${table}
   where tenant_id = $1::uuid
     and (member_id, group_id) > ($2::uuid, $3::uuid)
   order by member_id, group_id
   limit ${MEMBERSHIPS}`;
}

const SPAN = `
  select first, last
    from outbox_span()`;

const RECORDS = withinBytes(
  'id, headers, value',
  'value',
  `
          select id, headers, value
            from outbox
           where tenant_id = $1::uuid
             and id > $2::bigint
             and id <= $3::bigint
             and topic = any ($4::text[])
           order by id
           limit ${ROWS}`,
);

import { indexKey, type Transaction } from '#postgres';
import { keysOf, type Named } from '../../ledger/names.js';

/**
 * Added only, as entries are; what is called the same as before is no news. The latest of them is shown. Column by column: a row
 * of columns of two collations compares with none (42P22).
 */
const ADD_NAMES = `
  insert into names (tenant_id, id, since, type, name, user_name)
  select given.*
    from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
         as given (tenant_id, id, since, type, name, user_name)
   where not exists (
           select from (
                  select latest.name, latest.user_name
                    from names latest
                   where latest.tenant_id = given.tenant_id
                     and latest.id = given.id
                     and latest.since <= given.since
                   order by latest.since desc
                   limit 1) as last
            where last.name = given.name
              and last.user_name is not distinct from given.user_name)
      on conflict do nothing`;

/** Former names, too: who was renamed is found by both. In one order, so that two batches do not wait for each other in a circle. */
const ADD_NAME_KEYS = `
  insert into name_keys (tenant_id, key, id)
  select distinct given.*
    from unnest($1::uuid[], $2::text[], $3::text[]) as given (tenant_id, key, id)
   order by 1, 2, 3
      on conflict do nothing`;

/** In the transaction of their entries. */
export async function addNames(tx: Transaction, named: readonly Named[]): Promise<void> {
  if (named.length === 0) return;
  const column = <Value>(value: (one: Named) => Value): Value[] => sorted.map(value);
  const sorted = named.toSorted((one, other) => compare(one.tenantId + one.id, other.tenantId + other.id));
  await tx.query({ name: 'audit-add-names', text: ADD_NAMES }, [
    column(({ tenantId }) => tenantId),
    column(({ id }) => indexKey(id)),
    column(({ since }) => since),
    column(({ type }) => type),
    column(({ name }) => name),
    column(({ userName }) => userName),
  ]);
  const keys = sorted
    .filter(({ type }) => type === 'User')
    .flatMap((one) => keysOf(one).map((key) => ({ ...one, key })));
  if (keys.length === 0) return;
  await tx.query({ name: 'audit-add-name-keys', text: ADD_NAME_KEYS }, [
    keys.map(({ tenantId }) => tenantId),
    keys.map(({ key }) => key),
    keys.map(({ id }) => indexKey(id)),
  ]);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

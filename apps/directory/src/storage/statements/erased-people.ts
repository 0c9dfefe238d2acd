import type { ResourceId } from '#consumer';
import { arrayText, isUuid, type Transaction } from '#postgres';

const AMONG = `
  select e.tenant_id::text as "tenantId", e.id
    from unnest($1::uuid[], $2::text[]) as asked (tenant_id, id)
   cross join lateral (
         select p.tenant_id, p.id
           from kept.erased_people p
          where p.tenant_id = asked.tenant_id
            and p.id = asked.id
          limit 1) as e`;

/** Which of these people were erased; a look-up by key for each. */
export async function erasedAmong(tx: Transaction, people: readonly ResourceId[]): Promise<readonly ResourceId[]> {
  const sound = people.filter(({ tenantId, id }) => isUuid(tenantId.toLowerCase()) && !id.includes('\0'));
  if (sound.length === 0) return [];
  const { rows } = await tx.query<ResourceId>({ name: 'erased-among', text: AMONG }, [
    arrayText(sound.map(({ tenantId }) => tenantId)),
    arrayText(sound.map(({ id }) => id)),
  ]);
  return rows;
}

const FIND = `
  select erased_at as "erasedAt"
    from kept.erased_people
   where tenant_id = $1::uuid
     and id = $2::text`;

/** null: nobody of this id was erased. */
export async function findErasedPerson(tx: Transaction, { tenantId, id }: ResourceId): Promise<Date | null> {
  const { rows } = await tx.query<{ erasedAt: Date }>(FIND, [tenantId, id]);
  return rows[0]?.erasedAt ?? null;
}

/** A batch that is under way is waited for, and no longer. */
const WAIT = `set local lock_timeout = '3s'`;
const ERASE = 'select public.erase_person($1::uuid, $2::text) as rows';

/** Rows that went, by table; null: there is nobody of this id who was deleted. */
export async function erasePerson(
  tx: Transaction,
  { tenantId, id }: ResourceId,
): Promise<Readonly<Record<string, number>> | null> {
  await tx.query(WAIT);
  const { rows } = await tx.query<{ rows: Record<string, number> | null }>(ERASE, [tenantId, id]);
  return rows[0]?.rows ?? null;
}

const IS_EMPLOYEE = `
  select true
    from employees
   where tenant_id = $1::uuid
     and id = $2::text
     and not deleted`;

export async function isEmployee(tx: Transaction, { tenantId, id }: ResourceId): Promise<boolean> {
  return (await tx.query(IS_EMPLOYEE, [tenantId, id])).rowCount === 1;
}

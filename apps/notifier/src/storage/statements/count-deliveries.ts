import type { Transaction } from '#postgres';

/** The newest that are counted: with more, there is no index that would tell the states of all of them apart. */
export const MOST_COUNTED = 50_000;

/** One walk down the index of the list, however many states there are. */
const COUNT_DELIVERIES = `
  select d.status,
         count(*)::int as count
    from (select status
            from deliveries
           where tenant_id = $1::uuid
           order by made_at desc, id desc
           limit $2::int) as d
   group by d.status`;

/** By stored state, of one more than {@link MOST_COUNTED} when there are more. */
export async function countDeliveries(tx: Transaction, tenantId: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ status: string; count: number }>(
    { name: 'count-deliveries', text: COUNT_DELIVERIES },
    [tenantId, MOST_COUNTED + 1],
  );
  return new Map(rows.map(({ status, count }) => [status, count]));
}

import type { Transaction } from '#postgres';

const LOAD_FACTS = `
  select id, facts
    from deliveries
   where id = any($1::uuid[])`;

/** What the mails of these deliveries say, as stored: the caller decodes them. Ask for no more than one mail names. */
export async function loadFacts(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await tx.query<{ id: string; facts: unknown }>({ name: 'load-facts', text: LOAD_FACTS }, [ids]);
  return new Map(rows.map(({ id, facts }) => [id, facts]));
}

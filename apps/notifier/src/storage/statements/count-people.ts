import type { Transaction } from '#postgres';

const COUNT_PEOPLE = `
  select count(*) filter (where is_active)::int as active,
         count(*) filter (where manager_id is not null)::int as with_manager,
         count(*) filter (where mail is null)::int as without_mail
    from people
   where tenant_id = $1::uuid`;

export interface PeopleCounts {
  readonly active: number;
  readonly withManager: number;
  readonly withoutMail: number;
}

export async function countPeople(tx: Transaction, tenantId: string): Promise<PeopleCounts> {
  const { rows } = await tx.query<{ active: number; with_manager: number; without_mail: number }>(
    { name: 'count-people', text: COUNT_PEOPLE },
    [tenantId],
  );
  const [row] = rows;
  return { active: row?.active ?? 0, withManager: row?.with_manager ?? 0, withoutMail: row?.without_mail ?? 0 };
}

import type { Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';
import type { WaitingPerson } from '../../rules/settle-person.js';

/**
 * Waiting mails about people that may have come to their end: the wait is over, the person has gone, or whoever is to be
 * told has an address. Skips what another process settles right now. What is read of the people is not locked: the rule
 * decides on one moment's view, and a manager that changes a moment later is a later moment's.
 */
const LOCK_WAITING_PEOPLE = `
  select d.id, d.template, d.person_id, d.due_at, d.tenant_id,
         coalesce(d.manager_id, p.manager_id) as told_id,
         p.version::int as p_version, p.name as p_name, p.mail as p_mail, p.is_active as p_is_active,
         p.manager_id as p_manager_id,
         m.version::int as m_version, m.name as m_name, m.mail as m_mail, m.is_active as m_is_active,
         m.manager_id as m_manager_id
    from deliveries d
    left join people p
      on p.tenant_id = d.tenant_id
     and p.user_id = d.person_id
    left join people m
      on m.tenant_id = d.tenant_id
     and m.user_id = coalesce(d.manager_id, p.manager_id)
   where d.status = 'waiting'
     and d.person_id is not null
     and (d.due_at <= $1::timestamptz
          or (m.mail is not null and m.is_active and m.user_id <> d.person_id
              and lower(m.mail) is distinct from lower(p.mail))
          or (d.template = 'leaver' and not m.is_active)
          or (d.template = 'joiner' and p.is_active is distinct from true))
   order by d.due_at
   limit $2::int
     for update of d skip locked`;

export interface WaitingRow {
  readonly id: string;
  readonly waiting: WaitingPerson;
}

interface Row {
  id: string;
  template: 'joiner' | 'leaver';
  person_id: string;
  tenant_id: string;
  due_at: Date;
  told_id: string | null;
  p_version: number | null;
  p_name: string;
  p_mail: string | null;
  p_is_active: boolean;
  p_manager_id: string | null;
  m_version: number | null;
  m_name: string;
  m_mail: string | null;
  m_is_active: boolean;
  m_manager_id: string | null;
}

export async function lockWaitingPeople(tx: Transaction, now: Date, limit: number): Promise<WaitingRow[]> {
  const { rows } = await tx.query<Row>({ name: 'lock-waiting-people', text: LOCK_WAITING_PEOPLE }, [now, limit]);
  return rows.map((row) => ({
    id: row.id,
    waiting: {
      template: row.template,
      personId: row.person_id,
      until: row.due_at,
      person: personOf(row),
      managerId: row.told_id,
      manager: managerOf(row),
    },
  }));
}

function personOf(row: Row): Person | null {
  if (row.p_version === null) return null;
  return {
    tenantId: row.tenant_id,
    id: row.person_id,
    version: row.p_version,
    name: row.p_name,
    mail: row.p_mail,
    isActive: row.p_is_active,
    managerId: row.p_manager_id,
  };
}

function managerOf(row: Row): Person | null {
  if (row.m_version === null || row.told_id === null) return null;
  return {
    tenantId: row.tenant_id,
    id: row.told_id,
    version: row.m_version,
    name: row.m_name,
    mail: row.m_mail,
    isActive: row.m_is_active,
    managerId: row.m_manager_id,
  };
}

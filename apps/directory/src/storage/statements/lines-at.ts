import { indexKey, type Transaction } from '#postgres';
import type { EmployeeId } from './load-known.js';

/** Of the present: a time that none of the lines that have ended reaches, and before what never ends. */
export const PRESENT = '9999-12-31T23:59:59.999Z';

/**
 * Which lines held at the time `$2`. All comparisons are leakproof, so under row-level security they reach an index; but of the time from which
 * it held no index is asked, which is what `is true` is for. With two ranges PostgreSQL 18 expects a look-up for each time at which a line of
 * the company ended, and from some hundred thousand people on reads all lines instead: a team of ten took 9.8 s at a million.
 */
export const heldAt = (line: string): string =>
  `(${line}.valid_from <= $2::timestamptz) is true and ${line}.valid_to > $2::timestamptz`;

const nobodyIs = (line: string): string =>
  `not exists (select 1 from reporting_lines o where o.id = ${line}.manager_id and ${heldAt('o')})`;

/**
 * Who reported to whom of `$1` at a time: the rule of the contracts (`personNamed`) over the names that people had then, as
 * `manager-named.ts` has it over those of today. In order of their ids, from one on.
 */
export const LIST_TEAM_AT = `
  select child.id
    from unnest($1::text[]) as p (id)
   cross join lateral (
         select l.id
           from reporting_lines l
          where l.manager_id = p.id
            and ${heldAt('l')}
          union all
         select by_name.id
           from (select * from reporting_lines m where m.id = p.id and ${heldAt('m')} limit 1) m
          cross join lateral (
                select l.id
                  from reporting_lines l
                 where l.manager_mail_key = m.mail_key
                   and ${heldAt('l')}
                   and not exists (
                       select 1 from reporting_lines o
                        where o.mail_key = l.manager_mail_key and ${heldAt('o')} and o.id <> m.id)
                   and ${nobodyIs('l')}
                 union all
                select l.id
                  from reporting_lines l
                 where l.manager_id = m.employee_number
                   and ${heldAt('l')}
                   and not exists (
                       select 1 from reporting_lines o
                        where o.employee_number = l.manager_id and ${heldAt('o')} and o.id <> m.id)
                   and ${nobodyIs('l')}
                   and not exists (
                       select 1 from reporting_lines o where o.mail_key = l.manager_mail_key and ${heldAt('o')})
                ) as by_name
         ) as child
   where child.id > $3::text
     and child.id <> $4::text
     and child.id <> p.id
   order by child.id
   limit $5::int`;

export interface TeamAt {
  readonly managers: readonly string[];
  readonly at: string;
  readonly after?: string;
  /** Who is not among those below even where managers form a circle. */
  readonly without?: string;
  readonly limit: number;
}

export async function listTeamAt(
  tx: Transaction,
  { managers, at: time, after, without, limit }: TeamAt,
): Promise<string[]> {
  const values = [managers.map((id) => indexKey(id)), time, after ?? '', without ?? '', limit];
  const { rows } = await tx.query<Pick<EmployeeId, 'id'>>({ name: 'list-team-at', text: LIST_TEAM_AT }, values);
  return rows.map(({ id }) => id);
}

const only = (condition: string): string => `
                (select (array_agg(m.id))[1]
                   from (select m.id from reporting_lines m where ${condition} and ${heldAt('m')} limit 2) m
                 having count(*) = 1)`;

/** Who the manager of `u` was. */
export const managerAt = (u: string): string => `coalesce(
            (select m.id from reporting_lines m where m.id = ${u}.manager_id and ${heldAt('m')} limit 1),
            case
              when (select true from reporting_lines m where m.mail_key = ${u}.manager_mail_key and ${heldAt('m')} limit 1)
              then ${only(`m.mail_key = ${u}.manager_mail_key`)}
              else ${only(`m.employee_number = ${u}.manager_id`)}
            end)`;

/** More levels than any company has. */
const MOST_LEVELS = 1_000;

/** From somebody to the top: each manager once, in a circle, too, which `closes` tells of. */
export const LIST_CHAIN_AT = `
  with recursive up (id, manager_id, manager_mail_key, level) as (
    select l.id, l.manager_id, l.manager_mail_key, 0
      from reporting_lines l
     where l.id = $1::text
       and ${heldAt('l')}
     union all
    select next.id, next.manager_id, next.manager_mail_key, u.level + 1
      from up u
     cross join lateral (select ${managerAt('u')} as id offset 0) as named
     cross join lateral (
           select l.id, l.manager_id, l.manager_mail_key
             from reporting_lines l
            where l.id = named.id
              and ${heldAt('l')}
            limit 1) as next
     where u.manager_id is not null
       and u.level < ${MOST_LEVELS}
  ) cycle id set closes using walked
  select id, level, closes
    from up
   where level > 0
   order by level`;

export interface ChainRow {
  readonly id: string;
  /** 1 is the manager. */
  readonly level: number;
  readonly closes: boolean;
}

export async function listChainAt(tx: Transaction, id: string, time: string): Promise<ChainRow[]> {
  const { rows } = await tx.query<ChainRow>({ name: 'list-chain-at', text: LIST_CHAIN_AT }, [id, time]);
  return rows;
}

/** Everybody at a time, in order of their ids. */
export const LIST_PEOPLE_AT = `
  select l.id
    from reporting_lines l
   where l.id > $1::text
     and ${heldAt('l')}
     and ($3::bool is null or l.active = $3::bool)
   order by l.id
   limit $4::int`;

/** Those of some ids, each by the index. */
export const LIST_SOME_AT = `
  select l.id
    from (select distinct id from unnest($5::text[]) as given (id)) as wanted
   cross join lateral (
         select l.id
           from reporting_lines l
          where l.id = wanted.id
            and l.id > $1::text
            and ${heldAt('l')}
            and ($3::bool is null or l.active = $3::bool)
          limit 1) as l
   order by l.id
   limit $4::int`;

const PEOPLE_AT = { name: 'list-people-at', text: LIST_PEOPLE_AT };
const SOME_AT = { name: 'list-some-at', text: LIST_SOME_AT };

export interface PeopleAt {
  readonly at: string;
  readonly after: string;
  /** null is any. */
  readonly active: boolean | null;
  readonly ids?: readonly string[] | undefined;
  readonly limit: number;
}

export async function listPeopleAt(
  tx: Transaction,
  { at: time, after, active, ids, limit }: PeopleAt,
): Promise<string[]> {
  const values = [after, time, active, limit];
  const [statement, given] = ids === undefined ? [PEOPLE_AT, []] : [SOME_AT, [ids]];
  const { rows } = await tx.query<Pick<EmployeeId, 'id'>>(statement, [...values, ...given]);
  return rows.map(({ id }) => id);
}

/** Whom values named at a time, as `resolve-references.ts` tells it of today: two candidates of each kind at most. */
export const NAME_AT = `
  select wanted.named,
         found.kind,
         found.id,
         found.active
    from unnest($1::text[], $3::text[], $4::text[]) as wanted (named, mail_key, number_key)
   cross join lateral (
           (select 'byId' as kind, l.id, l.active
              from reporting_lines l
             where l.id = wanted.named and ${heldAt('l')}
             limit 1)
            union all
           (select 'byMail', l.id, l.active
              from reporting_lines l
             where l.mail_key = wanted.mail_key and ${heldAt('l')}
             limit 2)
            union all
           (select 'byNumber', l.id, l.active
              from reporting_lines l
             where l.employee_number = wanted.number_key and ${heldAt('l')}
             limit 2)
         ) as found`;

import { indexKey, type Transaction } from '#postgres';
import { searchable } from '../../projection/searchable.js';
import type { EmployeeFilter } from './list-employees.js';

/** People in order of their names that one answer looks at. */
export const NAMES_LOOKED_AT = 2_000;

export interface NamePlace {
  readonly name: string;
  readonly id: string;
}

export interface NamedRow {
  readonly id: string;
  readonly name_key: string;
  readonly isHit: boolean;
  /** The names go on behind it, and were not looked at further. */
  readonly isLast: boolean;
}

/** The index of names, and of it who is meant; the last that was looked at, too. */
export const LIST_BY_NAME = `
  select walked.id, walked.name_key, walked.is_hit as "isHit", walked.place = ${NAMES_LOOKED_AT} as "isLast"
    from (select one.*, row_number() over () as place
            from (select e.id,
                         e.name_key,
                         ($4::bool is null or e.active = $4::bool)
                         and ($5::text is null or e.department_key is not distinct from $5::text) as is_hit
                    from employees e
                   where (e.name_key, e.id) > ($1::text, $2::text)
                     and e.name_key is not null
                     and not e.deleted
                   order by e.name_key, e.id
                   limit ${NAMES_LOOKED_AT}) as one) as walked
   where walked.is_hit or walked.place = ${NAMES_LOOKED_AT}
   limit $3::int`;

export async function listByName(
  tx: Transaction,
  { active, department }: Pick<EmployeeFilter, 'active' | 'department'>,
  { after, limit }: { readonly after: NamePlace; readonly limit: number },
): Promise<NamedRow[]> {
  const key = department === null ? null : indexKey(searchable(department));
  const { rows } = await tx.query<NamedRow>(LIST_BY_NAME, [after.name, after.id, limit, active, key]);
  return rows;
}

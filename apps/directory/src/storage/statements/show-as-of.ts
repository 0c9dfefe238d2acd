import { CUSTOM_USER_URN, ENTERPRISE_USER_URN, workAddress, type UserResource } from '#contracts';
import { indexKey, withinBytes, type Found, type Transaction } from '#postgres';
import { displayName } from '../../projection/evolve-employee.js';
import type { EmployeeRow, ListedRow } from './employee-row.js';
import { namedAt, type NamedAt } from './named-at.js';

/** The version of each that held at a time, in the order in which they are asked for; who was not there is left out. */
export const SHOW_AS_OF = withinBytes(
  `
  select wanted.nth,
         shown.*
    from unnest($1::text[]) with ordinality as wanted (id, nth)
   cross join lateral (
         select newest.*
           from (select v.id,
                        v.version,
                        v.valid_from as changed_at,
                        v.resource,
                        v.reference_names,
                        coalesce(v.resource_bytes, octet_length(v.resource::text), 0) as bytes
                   from employee_versions v
                  where v.id = wanted.id
                    and v.valid_from <= $2::timestamptz
                  order by v.version desc
                  limit 1) as newest
          where newest.resource is not null
         ) as shown`,
  { order: 'nth', bytes: 'bytes' },
);

interface ShownRow extends Found {
  readonly id: string;
  readonly version: number;
  readonly changed_at: Date;
  readonly resource: UserResource;
  readonly reference_names: readonly string[] | null;
  readonly bytes: number;
}

export interface AsOf {
  /** Cut where a page is full: `found` says how many there are. */
  readonly rows: readonly ListedRow[];
  /** Whom their custom attributes named then. */
  readonly named: ReadonlyMap<string, NamedAt>;
}

export async function showAsOf(tx: Transaction, ids: readonly string[], at: string): Promise<AsOf> {
  if (ids.length === 0) return { rows: [], named: new Map() };
  const { rows } = await tx.query<ShownRow>({ name: 'show-as-of', text: SHOW_AS_OF }, [ids, at]);
  const named = await namedAt(tx, [...new Set(rows.flatMap(valuesNaming))], at);
  return { rows: rows.map((row) => rowAsOf(row, named)), named };
}

/** The values of a person that name somebody. */
function valuesNaming({ resource, reference_names: names }: ShownRow): string[] {
  const manager = resource[ENTERPRISE_USER_URN]?.manager?.value;
  const values = resource[CUSTOM_USER_URN] ?? {};
  return [...(manager === undefined ? [] : [manager]), ...(names ?? []).map((name) => String(values[name] ?? ''))];
}

/** As the columns of an employee of today are written, of a version of then. */
function rowAsOf({ resource, ...row }: ShownRow, named: ReadonlyMap<string, NamedAt>): ListedRow {
  const enterprise = resource[ENTERPRISE_USER_URN];
  const given = enterprise?.manager?.value ?? null;
  const manager = given === null ? null : (named.get(given) ?? null);
  const { id, version, changed_at, reference_names, found, bytes } = row;
  const shown: EmployeeRow = {
    id,
    version,
    changed_at,
    reference_names,
    resource,
    active: resource.active,
    user_name: resource.userName,
    external_id: resource.externalId ?? null,
    display_name: displayName(resource),
    department: enterprise?.department ?? null,
    title: resource.title ?? null,
    manager_id: given === null ? null : indexKey(given),
    mail: workAddress(resource),
    manager,
    manager_name: manager?.displayName ?? null,
  };
  return { ...shown, found, bytes };
}

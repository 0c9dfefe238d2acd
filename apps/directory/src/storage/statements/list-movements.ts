import type { UserResource } from '#contracts';
import type { Transaction } from '#postgres';
import { displayName } from '../../projection/evolve-employee.js';
import { NAME_SHOWN } from './manager-named.js';

export interface MovementRow {
  readonly id: string;
  readonly version: number;
  readonly valid_from: Date;
  readonly event_id: string;
  /** null: a version by which nobody came or went. */
  readonly kind: 'joined' | 'left' | null;
}

/** Below this place, newest first, and not before `from`. */
export interface Walk {
  readonly from: string;
  readonly to: string;
  readonly after: { readonly time: string; readonly id: string; readonly version: number } | null;
  readonly rows: number;
}

const wasActive = (row: string): string => `coalesce((${row}.resource ->> 'active')::boolean, false)`;

/**
 * The versions of a time, of whatever kind, each with what it made of the person's being active: two look-ups a row, and so
 * many rows as the caller says, however few of them are wanted. Who was deleted has no resource, and is not active.
 */
export const WALK_VERSIONS = `
  select walked.id,
         walked.version,
         walked.valid_from,
         walked.event_id,
         case
           when walked.active and not walked.before then 'joined'
           when walked.before and not walked.active then 'left'
         end as kind
    from (select v.id,
                 v.version,
                 v.valid_from,
                 v.event_id,
                 ${wasActive('v')} as active,
                 coalesce((select ${wasActive('o')}
                             from employee_versions o
                            where o.tenant_id = v.tenant_id
                              and o.id = v.id
                              and o.version < v.version
                            order by o.version desc
                            limit 1), false) as before
            from employee_versions v
           where v.valid_from >= $1::timestamptz
             and v.valid_from < $2::timestamptz
             and ($3::timestamptz is null or (v.valid_from, v.id, v.version) < ($3::timestamptz, $4::text, $5::int))
           order by v.valid_from desc, v.id desc, v.version desc
           limit $6::int) as walked
   order by walked.valid_from desc, walked.id desc, walked.version desc`;

export async function walkVersions(tx: Transaction, { from, to, after, rows: most }: Walk): Promise<MovementRow[]> {
  const place = [after?.time ?? null, after?.id ?? null, after?.version ?? null];
  const { rows } = await tx.query<MovementRow>(WALK_VERSIONS, [from, to, ...place, most]);
  return rows;
}

export interface MovedPerson {
  readonly userName: string;
  readonly displayName: string;
  readonly title: string | null;
  readonly department: string | null;
}

const part = (path: string): string => `left(v.resource #>> '${path}', ${NAME_SHOWN})`;

/** Who they were at that version; of who is deleted, at the one before. Of each text its beginning. */
export const SHOW_MOVED = `
  select shown.*
    from unnest($1::text[], $2::int[]) with ordinality as moved (id, version, place)
    left join lateral (
         select ${part('{userName}')} as "userName",
                ${part('{displayName}')} as "displayName",
                jsonb_strip_nulls(jsonb_build_object(
                  'formatted', ${part('{name,formatted}')},
                  'givenName', ${part('{name,givenName}')},
                  'familyName', ${part('{name,familyName}')})) as name,
                ${part('{title}')} as title,
                ${part('{urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,department}')} as department
           from employee_versions v
          where v.id = moved.id
            and v.version <= moved.version
            and v.resource is not null
          order by v.version desc
          limit 1) as shown on true
   order by moved.place`;

interface ShownRow extends Omit<MovedPerson, 'displayName'> {
  readonly displayName: string | null;
  readonly name: UserResource['name'] | null;
}

/** One for each of the movements, in their order. */
export async function showMoved(
  tx: Transaction,
  moved: readonly Pick<MovementRow, 'id' | 'version'>[],
): Promise<MovedPerson[]> {
  if (moved.length === 0) return [];
  const values = [moved.map(({ id }) => id), moved.map(({ version }) => version)];
  const { rows } = await tx.query<ShownRow>(SHOW_MOVED, values);
  return rows.map(({ name, displayName: given, ...row }) => ({
    ...row,
    displayName: displayName({ userName: row.userName, displayName: given ?? '', name: name ?? {} }),
  }));
}

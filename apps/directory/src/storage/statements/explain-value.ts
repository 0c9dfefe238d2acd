import type { UserResource } from '#contracts';
import { indexKey, type Transaction } from '#postgres';
import type { AttributePath } from '../../projection/attribute-paths.js';

/** The version that held at a time, and the one that made an attribute what it was then. */
export interface ExplainedRow {
  readonly resource: UserResource | null;
  readonly since_version: number;
  readonly since: Date;
  readonly event_id: string;
  readonly connection_id: string | null;
  readonly credential_id: string | null;
  readonly request_id: string | null;
  readonly partition: number | null;
  readonly record_offset: string | null;
  /** Of the version before that, as far as it is kept. */
  readonly previous: UserResource | null;
  readonly previous_version: number | null;
  /** Of the event's own change; absent where a creation, or the first version that is kept, gave the value. */
  readonly changed_path: string | null;
  readonly changed_before: unknown;
}

/** Between the members of a path: JSON holds it only escaped, and no attribute is called so. */
const SEPARATOR = '\u001e';

const valueOf = (resource: string): string => `${resource} #> string_to_array(wanted.members, chr(30))`;

/**
 * The newest change of an attribute, or of a part of it, that is not after the version; else the first version that is kept,
 * or the deletion. A part of `name` is between `name.` and `name/`: what sorts behind a dot is a slash.
 *
 * Behind that a version may stand after a gap, whose event tells no change that a missing one made: where the value is another one
 * there than in the version before, that version is as far as anybody can tell.
 */
export const EXPLAIN_VALUE = `
  with held as (
    select v.version, v.resource
      from employee_versions v
     where v.id = $1::text
       and v.valid_from <= $2::timestamptz
     order by v.version desc
     limit 1
  ),
  changed as (
    select c.version, c.path, c.before
      from held h
     cross join unnest($3::text[]) as wanted (path)
     cross join lateral (
           (select c.version, c.path, c.before
              from attribute_changes c
             where c.id = $1::text
               and c.path = wanted.path
               and c.version <= h.version
             order by c.version desc
             limit 1)
            union all
           (select c.version, c.path, c.before
              from attribute_changes c
             where c.id = $1::text
               and c.path > wanted.path || '.'
               and c.path < wanted.path || '/'
               and c.version <= h.version
             order by c.version desc
             limit 1)) as c
     where h.resource is not null
     order by c.version desc
     limit 1
  ),
  meant as (
    select h.resource,
           coalesce(
             (select c.version from changed c),
             case
               when h.resource is null then h.version
               else (select v.version from employee_versions v where v.id = $1::text order by v.version limit 1)
             end) as version,
           h.version as held
      from held h
  ),
  after_gap as (
    select g.version
      from meant m
     cross join lateral (
           select kept.version, kept.before
             from (select v.version, lag(v.version) over (order by v.version) as before
                     from employee_versions v
                    where v.id = $1::text
                      and v.version between m.version and m.held) as kept
            where kept.version > kept.before + 1) as g
     cross join lateral (
           select v.resource from employee_versions v where v.id = $1::text and v.version = g.version limit 1) as this
     cross join lateral (
           select v.resource from employee_versions v where v.id = $1::text and v.version = g.before limit 1) as previous
     where exists (select
                     from unnest($4::text[]) as wanted (members)
                    where ${valueOf('this.resource')} is distinct from ${valueOf('previous.resource')})
     order by g.version desc
     limit 1
  ),
  told as (
    select m.resource, coalesce((select g.version from after_gap g), m.version) as version
      from meant m
  )
  select m.resource,
         s.version as since_version,
         s.valid_from as since,
         s.event_id,
         s.connection_id,
         s.credential_id,
         s.request_id,
         s.partition,
         s.record_offset::text as record_offset,
         p.resource as previous,
         p.version as previous_version,
         c.path as changed_path,
         c.before as changed_before
    from told m
   cross join lateral (
         select * from employee_versions v where v.id = $1::text and v.version = m.version limit 1) as s
    left join lateral (
         select o.version, o.resource
           from employee_versions o
          where o.id = $1::text
            and o.version < m.version
          order by o.version desc
          limit 1) as p on true
    left join changed c on c.version = m.version`;

export async function explainValue(
  tx: Transaction,
  id: string,
  { at, paths }: { readonly at: string; readonly paths: readonly AttributePath[] },
): Promise<ExplainedRow | null> {
  const { rows } = await tx.query<ExplainedRow>(EXPLAIN_VALUE, [
    id,
    at,
    paths.map(({ path }) => indexKey(path)),
    paths.map(({ members }) => members.join(SEPARATOR)),
  ]);
  return rows[0] ?? null;
}

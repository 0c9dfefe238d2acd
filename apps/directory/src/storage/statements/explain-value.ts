import type { UserResource } from '#contracts';
import { indexKey, type Transaction } from '#postgres';

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

/**
 * The newest change of an attribute, or of a part of it, that is not after the version; else the first version that is kept,
 * or the deletion. A part of `name` is between `name.` and `name/`: what sorts behind a dot is a slash.
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
             end) as version
      from held h
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
    from meant m
   cross join lateral (
         select * from employee_versions v where v.id = $1::text and v.version = m.version limit 1) as s
    left join lateral (
         select o.version, o.resource
           from employee_versions o
          where o.id = $1::text
            and o.version < m.version
          order by o.version desc
          limit 1) as p on true
    left join changed c on true`;

export async function explainValue(
  tx: Transaction,
  id: string,
  { at, paths }: { readonly at: string; readonly paths: readonly string[] },
): Promise<ExplainedRow | null> {
  const { rows } = await tx.query<ExplainedRow>(EXPLAIN_VALUE, [id, at, paths.map((path) => indexKey(path))]);
  return rows[0] ?? null;
}

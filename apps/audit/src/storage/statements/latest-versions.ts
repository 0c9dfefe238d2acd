import { indexKey, type Transaction } from '#postgres';
import { resourceKey, type ResourceId } from '#consumer';
import { validate } from 'uuid';

/**
 * The highest version among the latest entries of each resource: by the index of resources, and bounded, because a group
 * may have entries without number. Versions grow with time; a forged time or two does not hide all of so many.
 */
const LATEST_VERSIONS = `
  select wanted.place::int as place,
         (select max(latest.resource_version)
            from (select e.resource_version
                    from entries e
                   where e.tenant_id = wanted.tenant_id
                     and e.resource_id = wanted.resource_id
                   order by e.time desc, e.id desc
                   limit 1000) as latest) as version
    from unnest($1::uuid[], $2::text[]) with ordinality as wanted (tenant_id, resource_id, place)`;

/** Up to which version the log has entries, by `<tenant>/<resource>`. */
export async function latestVersions(tx: Transaction, wanted: readonly ResourceId[]): Promise<Map<string, number>> {
  const valid = wanted.filter(({ tenantId }) => validate(tenantId));
  const { rows } = await tx.query<{ place: number; version: number | null }>(
    { name: 'audit-latest-versions', text: LATEST_VERSIONS },
    [valid.map(({ tenantId }) => tenantId), valid.map(({ id }) => indexKey(id))],
  );
  return new Map(
    rows.flatMap(({ place, version }) => {
      const resource = valid[place - 1];
      return resource === undefined || version === null ? [] : [[resourceKey(resource), version]];
    }),
  );
}

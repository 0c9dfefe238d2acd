import type { UserResource } from '#contracts';
import { withinBytes, type Found, type Transaction } from '#postgres';

/** One version of a person, with the one before as far as it is kept. */
export interface VersionRow extends Found {
  readonly version: number;
  readonly valid_from: Date;
  readonly event_id: string;
  /** null: deleted. */
  readonly resource: UserResource | null;
  /** null: this is the first that is kept. */
  readonly previous_version: number | null;
  readonly previous: UserResource | null;
}

const BYTES = (row: string): string => `coalesce(${row}.resource_bytes, octet_length(${row}.resource::text), 0)`;

/** Newest first, by the key; each looks up the one before it. Two resources a row, so both count for the bytes of a page. */
export const LIST_VERSIONS = withinBytes(
  `
  select v.version,
         v.valid_from,
         v.event_id,
         v.resource,
         p.version as previous_version,
         p.resource as previous,
         ${BYTES('v')} + coalesce(p.bytes, 0) as bytes
    from employee_versions v
    left join lateral (
         select o.version,
                o.resource,
                ${BYTES('o')} as bytes
           from employee_versions o
          where o.tenant_id = v.tenant_id
            and o.id = v.id
            and o.version < v.version
          order by o.version desc
          limit 1) as p on true
   where v.id = $1::text
     and ($2::int is null or v.version < $2::int)
   order by v.version desc
   limit $3::int`,
  { order: 'version desc', bytes: 'bytes' },
);

/** @param before the version that the page begins below; null for the newest */
export async function listVersions(
  tx: Transaction,
  id: string,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<VersionRow[]> {
  const { rows } = await tx.query<VersionRow>(LIST_VERSIONS, [id, before, limit]);
  return rows;
}

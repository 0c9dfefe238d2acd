import type { UserResource } from '#contracts';
import type { Transaction } from '#postgres';

/** What a transaction says that is to read what is sensitive, beside its tenant: the policy of the table asks for it. */
export const SIGHT_SETTING = 'rollcall.sight';
export const SENSITIVE = 'sensitive';

type Values = Readonly<Record<string, unknown>>;

/** A version with what it and the one before have masked. */
export interface RevealedRow {
  readonly version: number;
  readonly valid_from: Date;
  readonly event_id: string;
  readonly request_id: string | null;
  readonly partition: number | null;
  readonly record_offset: string | null;
  /** null: deleted. */
  readonly resource: UserResource | null;
  /** null: this is the first that is kept. */
  readonly previous_version: number | null;
  readonly previous: UserResource | null;
  readonly given: Values | null;
  readonly given_before: Values | null;
}

/** For the rest of this transaction, which is to ask nothing else. */
const SEE = `
  select set_config('${SIGHT_SETTING}', '${SENSITIVE}', true)`;

const REVEAL = `
  select v.version,
         v.valid_from,
         v.event_id,
         v.request_id,
         v.partition,
         v.record_offset::text as record_offset,
         v.resource,
         p.version as previous_version,
         p.resource as previous,
         s.given,
         b.given as given_before
    from employee_versions v
    left join lateral (
         select o.version, o.resource
           from employee_versions o
          where o.tenant_id = v.tenant_id
            and o.id = v.id
            and o.version < v.version
          order by o.version desc
          limit 1) as p on true
    left join sensitive_values s
      on s.tenant_id = v.tenant_id and s.id = v.id and s.version = v.version
    left join sensitive_values b
      on b.tenant_id = v.tenant_id and b.id = v.id and b.version = p.version
   where v.id = $1::text
     and ($2::int is null or v.version = $2::int)
   order by v.version desc
   limit 1`;

/** @param version null: the newest */
export async function revealSensitive(
  tx: Transaction,
  id: string,
  version: number | null,
): Promise<RevealedRow | null> {
  await tx.query({ name: 'see-sensitive', text: SEE });
  return (await tx.query<RevealedRow>(REVEAL, [id, version])).rows[0] ?? null;
}

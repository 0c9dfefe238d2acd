import type { Pool } from 'pg';
import { inTransaction, scopeToTenant } from '#postgres';
import { MAX_SHADOW_MATCHED } from '../../tenants/shadow-report.js';

export interface ShadowNotesLog {
  warn(fields: object, message: string): void;
}

interface Refusals {
  count: number;
  lastAt: Date;
  lastRequestId: string;
}

interface Noted {
  readonly found: Set<string>;
  readonly refused: Map<string, Refusals>;
}

/** Of one tenant, that wait to be written. */
const MAX_FOUND = 10_000;

/**
 * What a shadow found and what it was refused, for its report: outside the path of the request, so that a process that is killed takes
 * what it noted in the last moment with it.
 */
export class ShadowNotes {
  readonly #pool: Pool;
  readonly #log: ShadowNotesLog;
  readonly #noted = new Map<string, Noted>();
  #writing: Promise<void> | null = null;

  /** @param pool of the role `scim` */
  constructor(pool: Pool, log: ShadowNotesLog) {
    this.#pool = pool;
    this.#log = log;
  }

  /** A look-up found these, of which the provider will take the only one for its own. */
  found(tenantId: string, ids: readonly string[]): void {
    const [id, ...others] = ids;
    if (id === undefined || others.length > 0) return;
    const { found } = this.#of(tenantId);
    if (found.size >= MAX_FOUND) return;
    found.add(id);
    this.#write();
  }

  refused(tenantId: string, code: string, requestId: string): void {
    const { refused } = this.#of(tenantId);
    const count = (refused.get(code)?.count ?? 0) + 1;
    refused.set(code, { count, lastAt: new Date(), lastRequestId: requestId });
    this.#write();
  }

  /** Resolves when all is written, or has failed; call it before the pool ends. */
  async close(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  #of(tenantId: string): Noted {
    const known = this.#noted.get(tenantId);
    if (known !== undefined) return known;
    const noted: Noted = { found: new Set(), refused: new Map() };
    this.#noted.set(tenantId, noted);
    return noted;
  }

  /** What comes while one is under way goes with the next. */
  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#noted.size > 0) this.#write();
    });
  }

  async #writeAll(): Promise<void> {
    const all = [...this.#noted];
    this.#noted.clear();
    for (const [tenantId, noted] of all) {
      try {
        await this.#writeOf(tenantId, noted);
      } catch (err) {
        this.#log.warn({ err, tenantId }, 'what a shadow found or was refused is missing in its report');
      }
    }
  }

  #writeOf(tenantId: string, { found, refused }: Noted): Promise<void> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      if (found.size > 0) await tx.query(FOUND, [tenantId, [...found], MAX_SHADOW_MATCHED]);
      if (refused.size > 0) {
        const all = [...refused.values()];
        const [counts, times] = [all.map(({ count }) => count), all.map(({ lastAt }) => lastAt)];
        const requests = all.map(({ lastRequestId }) => lastRequestId);
        await tx.query(REFUSED, [tenantId, [...refused.keys()], counts, times, requests]);
      }
    });
  }
}

// Those who are there, and not in the shadow alone. A shadow that is none any more has no report.
const FOUND = `
  insert into public.shadow_matched (tenant_id, id, resource_type)
  select r.tenant_id, r.id, r.type
    from (select tenant_id, id, 'User' as type from public.users where id = any($2::uuid[])
           union all
          select tenant_id, id, 'Group' from public.groups where id = any($2::uuid[])) as r
   where r.tenant_id = $1::uuid
     and exists (select from public.shadows s where s.tenant_id = $1::uuid)
     and (select count(*) from public.shadow_matched m where m.tenant_id = $1::uuid) < $3::integer
      on conflict do nothing`;

const REFUSED = `
  insert into public.shadow_refusals as r (tenant_id, code, count, last_at, last_request_id)
  select $1::uuid, code, count, last_at, last_request_id
    from unnest($2::text[], $3::bigint[], $4::timestamptz[], $5::text[]) as t(code, count, last_at, last_request_id)
   where exists (select from public.shadows s where s.tenant_id = $1::uuid)
   order by code
      on conflict (tenant_id, code) do update
     set count = r.count + excluded.count,
         last_at = greatest(r.last_at, excluded.last_at),
         last_request_id = excluded.last_request_id`;

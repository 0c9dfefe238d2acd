import type { Pool, QueryResultRow } from 'pg';
import { inTransaction, scopeToTenant } from '#postgres';
import type { ConnectionKey } from '../tenants/admin-store.js';
import type { BrakeState } from '../tenants/brake.js';
import type { Connection } from '../tenants/connection.js';
import { contactOf, MOST_REFUSALS, type Expiry, type Health } from '../tenants/health.js';
import { findConnection } from './admin-statements.js';
import { brakeState } from './brake-statements.js';

export interface HealthStoreOptions {
  /** Of the role `admin`. */
  readonly pool: Pool;
  /** Of the activity's database, where there is one. */
  readonly activity?: Pool | undefined;
  /** The activity cannot be read: the rest is answered. */
  readonly onFailure?: (error: unknown) => void;
  readonly now?: () => Date;
}

/** How connections are, each in one call. */
export class HealthStore {
  readonly #options: HealthStoreOptions;

  constructor(options: HealthStoreOptions) {
    this.#options = options;
  }

  /** null: there is no such connection. */
  async health(key: ConnectionKey): Promise<Health | null> {
    const connection = await this.#one<Connection>(findConnection(key.tenantId, key.id));
    const brake = await this.#one<BrakeState>(brakeState(key));
    if (connection === null || brake === null) return null;
    const figures = await this.#one<FiguresRow>({ text: FIGURES, values: [key.tenantId, key.id] });
    if (figures === null) return null;
    return {
      connectionId: connection.id,
      name: connection.name,
      pause: connection.pause,
      contact: { ...contactOf(figures.servedAt, this.#options.now?.() ?? new Date()), usedAt: figures.usedAt },
      people: { active: Number(figures.active), all: Number(figures.everybody) },
      refusals: await this.#refusals(key),
      expiries: await this.#expiries(key),
      lag: { events: Number(figures.events), oldestAt: figures.oldest },
      brake,
      drift: null,
    };
  }

  async #expiries({ id }: ConnectionKey): Promise<Expiry[]> {
    return (await this.#options.pool.query<Expiry & QueryResultRow>(EXPIRIES, [id])).rows;
  }

  async #refusals({ tenantId, id }: ConnectionKey): Promise<Health['refusals']> {
    const { activity, onFailure } = this.#options;
    if (activity === undefined) return null;
    try {
      const count = await inTransaction(activity, async (tx) => {
        await scopeToTenant(tx, tenantId);
        const { rows } = await tx.query<{ count: number }>(REFUSALS, [tenantId, id, MOST_REFUSALS + 1]);
        return rows[0]?.count ?? 0;
      });
      return { count: Math.min(count, MOST_REFUSALS), isMore: count > MOST_REFUSALS };
    } catch (error) {
      onFailure?.(error);
      return null;
    }
  }

  async #one<Row>(statement: { readonly text: string; readonly values?: unknown[] }): Promise<Row | null> {
    // The statement's column list is the row type.
    return (await this.#options.pool.query<Row & QueryResultRow>(statement.text, statement.values)).rows[0] ?? null;
  }
}

interface FiguresRow {
  readonly servedAt: Date | null;
  readonly usedAt: Date | null;
  readonly active: string;
  readonly everybody: string;
  readonly events: string;
  readonly oldest: Date | null;
}

const FIGURES = `
  select n.last_served_at as "servedAt",
         greatest(n.last_contact_at, (select max(c.last_used_at) from credentials c where c.connection_id = n.id))
         as "usedAt",
         people.active, people.everybody, waiting.events, waiting.oldest
    from connections n
   cross join lateral count_people(n.tenant_id) as people
   cross join lateral unpublished_events(n.tenant_id) as waiting
   where n.tenant_id = $1::uuid
     and n.id = $2::uuid`;

const EXPIRIES = `
  select id as "credentialId", name, method, expires_at as "expiresAt"
    from credentials
   where connection_id = $1::uuid
     and revoked_at is null
     and (expires_at is null or expires_at > now())
   order by expires_at nulls last, id`;

// Of the index of codes, which what was not refused is not in: two days' partitions, one tenant, and no more rows than these.
const REFUSALS = `
  select count(*)::integer as count
    from (select
            from requests
           where tenant_id = $1::uuid
             and connection_id = $2::uuid
             and code is not null
             and outcome = 'refused'
             and time > now() - interval '24 hours'
           limit $3::integer) as refused`;

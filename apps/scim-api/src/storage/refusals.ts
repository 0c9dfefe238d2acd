import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import type { Actor, ProvisioningEvent } from '#contracts';
import { appendToOutbox, type OutboxBell } from '#outbox';
import { CommitUnknownError, inTransaction, scopeToTenant } from '#postgres';
import { SharedPlaces } from '#service';

/** Refusals of one connection that are listed one by one, per window; the rest of the window are counted in one. */
export const REFUSALS_LISTED = 100;
/** Of these, writes that were too many: what else is refused is still to be read while a client sends too fast. */
export const THROTTLED_LISTED = 10;
export const REFUSAL_WINDOW_MS = 60_000;
/** Refusals that are recorded at once, which are the connections of the pool; one of a tenant. */
export const REFUSALS_IN_FLIGHT = 2;
const MAX_WAITING_REFUSALS = 2_000;
/** Milliseconds that one waits for its turn; its request is answered 503 then. */
const REFUSAL_WAIT_MS = 15_000;

export interface Refusal {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly requestId: string;
  readonly traceparent: string | null;
  readonly method: string;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  readonly status: number;
  readonly scimType: string | null;
  readonly reason: string;
  /** Names, types and bounds only; see refusalPlace. */
  readonly path: string | null;
  readonly rule: string;
}

export interface RefusalsLog {
  warn(fields: object, message: string): void;
}

interface Window {
  from: string;
  readonly tenantId: string;
  readonly connectionId: string;
  readonly timer: NodeJS.Timeout;
  listed: number;
  throttled: number;
  suppressed: number;
}

/** Records what was refused, in a transaction of its own: the refused write's was rolled back. */
export class Refusals {
  readonly #pool: Pool;
  readonly #bell: Pick<OutboxBell, 'ring'>;
  readonly #log: RefusalsLog;
  readonly #windows = new Map<string, Window>();
  /** By connection: counts of which nobody knows whether they were recorded. */
  readonly #unsure = new Map<string, ProvisioningEvent>();
  readonly #places = new SharedPlaces({
    kind: 'write',
    places: REFUSALS_IN_FLIGHT,
    placesOfTenant: 1,
    waiting: MAX_WAITING_REFUSALS,
    waitingOfTenant: MAX_WAITING_REFUSALS / 2,
    waitMs: REFUSAL_WAIT_MS,
  });

  constructor(pool: Pool, bell: Pick<OutboxBell, 'ring'>, log: RefusalsLog) {
    this.#pool = pool;
    this.#bell = bell;
    this.#log = log;
  }

  /** @returns the id of the event that lists it; null: it was counted */
  async record(refusal: Refusal): Promise<string | null> {
    const window = this.#windowOf(refusal);
    const isThrottled = refusal.reason === 'too-many-requests';
    if (window.listed >= REFUSALS_LISTED || (isThrottled && window.throttled >= THROTTLED_LISTED)) {
      window.suppressed += 1;
      return null;
    }
    window.listed += 1;
    if (isThrottled) window.throttled += 1;
    const { actor, method, resourceType, resourceId, status, scimType, reason, path, rule } = refusal;
    const told = head(refusal);
    await this.#append(refusal.tenantId, {
      ...told,
      type: 'rollcall.WriteRefused',
      correlationId: refusal.requestId,
      traceparent: refusal.traceparent,
      data: {
        actor,
        method,
        resourceType,
        resourceId,
        status,
        scimType,
        reason,
        ...(path === null ? {} : { path }),
        rule,
      },
    });
    return told.id;
  }

  /** Records the counts of all windows that are open; call it before the pool ends. What fails is logged, and kept. */
  async close(): Promise<void> {
    const connections = new Set([...this.#windows.keys(), ...this.#unsure.keys()]);
    await Promise.all([...connections].map((connectionId) => this.#end(connectionId)));
  }

  #windowOf({ tenantId, actor: { connectionId } }: Pick<Refusal, 'tenantId'> & { actor: ConnectionOnly }): Window {
    const open = this.#windows.get(connectionId);
    if (open !== undefined) return open;
    const timer = setTimeout(() => void this.#end(connectionId), REFUSAL_WINDOW_MS);
    timer.unref();
    const window = {
      from: new Date().toISOString(),
      tenantId,
      connectionId,
      timer,
      listed: 0,
      throttled: 0,
      suppressed: 0,
    };
    this.#windows.set(connectionId, window);
    return window;
  }

  async #end(connectionId: string): Promise<void> {
    const window = this.#windows.get(connectionId);
    clearTimeout(window?.timer);
    this.#windows.delete(connectionId);
    const counted = window === undefined || window.suppressed === 0 ? undefined : countOf(window);
    const unsure = this.#unsure.get(connectionId);
    try {
      for (const event of [unsure, counted]) if (event !== undefined) await this.#appendCount(connectionId, event);
    } catch (err) {
      const isHeld = this.#unsure.get(connectionId) === counted;
      const suppressed = isHeld ? 0 : (window?.suppressed ?? 0);
      this.#log.warn({ err, connectionId, count: suppressed }, 'a count of refusals waits for the database');
      const { tenantId, from } = window ?? { tenantId: unsure?.tenantId ?? '', from: new Date().toISOString() };
      this.#putBack({ tenantId, connectionId, from, suppressed });
    }
  }

  /** One that may be recorded stays the same event until it is for certain: an event counts once, however often it comes. */
  async #appendCount(connectionId: string, event: ProvisioningEvent): Promise<void> {
    try {
      await this.#append(event.tenantId, event);
      this.#unsure.delete(connectionId);
    } catch (error) {
      if (error instanceof CommitUnknownError) this.#unsure.set(connectionId, event);
      throw error;
    }
  }

  /** The count goes on in the connection's next window. */
  #putBack({ tenantId, connectionId, from, suppressed }: Counted): void {
    const next = this.#windowOf({ tenantId, actor: { connectionId } });
    next.from = from;
    next.suppressed += suppressed;
  }

  /** A place is the tenant's until its COMMIT is answered, as the connection is: others find theirs. */
  #append(tenantId: string, event: ProvisioningEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      const record = async (): Promise<void> => {
        try {
          await this.#write(tenantId, event);
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error('a refusal was not recorded', { cause: error }));
          if (error instanceof CommitUnknownError) await error.outstanding;
        }
      };
      this.#places.run({ tenantId }, record).catch(reject);
    });
  }

  async #write(tenantId: string, event: ProvisioningEvent): Promise<void> {
    await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      await appendToOutbox(tx, [event]);
    });
    this.#bell.ring();
  }
}

type Counted = Pick<Window, 'tenantId' | 'connectionId' | 'from' | 'suppressed'>;

function countOf({ tenantId, connectionId, from, suppressed: count }: Counted): ProvisioningEvent {
  const requestId = uuid();
  const told = head({ tenantId, requestId, actor: { connectionId } });
  return {
    ...told,
    type: 'rollcall.RefusalsSuppressed',
    correlationId: requestId,
    traceparent: null,
    data: { connectionId, from, to: told.time, count },
  };
}

type ConnectionOnly = Pick<Actor, 'connectionId'>;

interface Head {
  readonly tenantId: string;
  readonly requestId: string;
  readonly actor: ConnectionOnly;
}

/** The key is the request: refusals have no order among each other. */
function head({ tenantId, requestId, actor }: Head) {
  return {
    id: uuid(),
    source: `/tenants/${tenantId}/connections/${actor.connectionId}`,
    subject: requestId,
    time: new Date().toISOString(),
    tenantId,
    resourceVersion: null,
    scimEvent: null,
  };
}

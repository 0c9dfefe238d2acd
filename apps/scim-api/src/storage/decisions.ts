import type { Pool, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import { KEPT_DECISIONS } from './migrations/0034-decisions.js';
import type { Decided, Decision, DecisionNotes, DecisionStore, UnknownClient } from '../tenants/decision.js';
import { WaitingDecisions } from './waiting-decisions.js';

const FLUSH_MS = 500;

export interface DecisionsLog {
  warn(fields: object, message: string): void;
}

/** Kept beside the answers, which do not wait for it: half a second of them in one statement. What cannot be written is lost. */
export class Decisions implements DecisionStore, DecisionNotes {
  readonly #pool: Pick<Pool, 'query'>;
  readonly #log: DecisionsLog;
  readonly #waiting = new WaitingDecisions();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param pool of the role `admin` */
  constructor(pool: Pick<Pool, 'query'>, log: DecisionsLog) {
    this.#pool = pool;
    this.#log = log;
  }

  note(decided: Decided): void {
    this.#waiting.add({ ...decided, id: uuid(), at: new Date() });
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  /** Resolves when all are written, or have failed; call it before the pool ends. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
  }

  async ofConnection(tenantId: string, connectionId: string): Promise<Decision[] | null> {
    const known = await this.#pool.query(FIND_CONNECTION, [tenantId, connectionId]);
    if (known.rowCount === 0) return null;
    return (await this.#pool.query<Decision & QueryResultRow>(LIST, [connectionId])).rows;
  }

  async unknownClients(): Promise<UnknownClient[]> {
    return (await this.#pool.query<UnknownClient & QueryResultRow>(UNKNOWN)).rows;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const decisions = this.#waiting.take();
    if (decisions.length > 0) this.#writing = this.#writing.then(() => this.#write(decisions));
  }

  async #write(decisions: readonly object[]): Promise<void> {
    try {
      await this.#pool.query(NOTE, [JSON.stringify(decisions)]);
    } catch (err) {
      this.#log.warn({ err, decisions: decisions.length }, 'decisions about clients were not written');
    }
  }
}

const NOTE = `
  select note_decisions($1::jsonb)`;

const FIND_CONNECTION = `
  select 1
    from connections
   where tenant_id = $1::uuid
     and id = $2::uuid
     and removed_at is null`;

const LIST = `
  select id, at, credential_id as "credentialId", method, reason, expected, received, network
    from decisions
   where connection_id = $1::uuid
   order by id desc
   limit ${KEPT_DECISIONS}`;

const UNKNOWN = `
  select nullif(client, '') as client, method, network, count::int, first_at as "firstAt", last_at as "lastAt"
    from unknown_clients
   order by last_at desc, client, method, network
   limit ${KEPT_DECISIONS}`;

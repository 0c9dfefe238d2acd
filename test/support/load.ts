import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from './eventually.js';
import { type Answer, ScimClient, versionOf } from './scim-client.js';

/** What the client was told. The service may have done more (an answer that was lost), never less. */
export interface Ledger {
  /** Resource id → the highest version that a 2xx answer named. */
  readonly acknowledged: Map<string, number>;
  readonly deleted: Set<string>;
  /** Request ids of writes that were answered 4xx. */
  readonly refused: Set<string>;
  writes: number;
  unknown: number;
  /** Answers that no client may ever see, each in a few words. */
  readonly wrong: string[];
}

/**
 * Writes like several Entra jobs at once: creates, changes, disables, enables, deletes, until stopped. A write without
 * an answer (or with a 5xx) is repeated the way Entra does: a create by matching on userName first.
 */
export class Load {
  readonly ledger: Ledger = {
    acknowledged: new Map(),
    deleted: new Set(),
    refused: new Set(),
    writes: 0,
    unknown: 0,
    wrong: [],
  };
  readonly #client: ScimClient;
  readonly #workers: Promise<void>[] = [];
  readonly #options: Required<LoadOptions>;
  #running = true;

  constructor(target: { url: string; token: string }, options: LoadOptions = {}) {
    this.#options = { workers: 8, pauseMs: 5, mailDomain: 'load.example', manager: null, ...options };
    this.#client = new ScimClient({ ...target, connections: this.#options.workers });
    for (let index = 0; index < this.#options.workers; index += 1) this.#workers.push(this.#work(index));
  }

  /** Waits until so many requests have been sent, answered or not. */
  async reaches(writes: number, timeout = 60_000): Promise<void> {
    await eventually(`the load has sent ${writes} requests`, () => this.ledger.writes >= writes, { timeout });
  }

  /** Ends every worker after the write it is at; each has got its answer by then. */
  async stop(): Promise<Ledger> {
    this.#running = false;
    await Promise.all(this.#workers);
    this.#client.close();
    return this.ledger;
  }

  async #work(worker: number): Promise<void> {
    const mine: string[] = [];
    for (let step = 0; this.#running; step += 1) {
      const turn = step % 6;
      const id = mine[(step * 7 + worker) % Math.max(mine.length, 1)];
      if (id === undefined || turn === 0 || turn === 3) {
        const created = await this.#create();
        if (created !== null) mine.push(created);
      } else if (turn === 5 && mine.length > 20) {
        await this.#delete(id);
        mine.splice(mine.indexOf(id), 1);
      } else {
        await this.#change(id, turn, step);
      }
      await pause(this.#options.pauseMs);
    }
  }

  async #create(): Promise<string | null> {
    const userName = `${randomUUID()}@${this.#options.mailDomain}`;
    while (this.#running) {
      const answer = await this.#client.post('Users', newUser(userName, this.#reporting()));
      this.notes(answer);
      if (answer.status === 201) return String(answer.body?.id);
      if (answer.status === 409) {
        const match = await this.#client.find('userName', userName);
        const [found] = (match.body?.Resources ?? []) as { id: string }[];
        if (match.status === 200 && found === undefined) this.ledger.wrong.push('409 for a userName that nobody has');
        if (found !== undefined) return found.id;
      }
      await pause(50);
    }
    return null;
  }

  #reporting(): Record<string, unknown> {
    const { manager } = this.#options;
    return manager === null ? {} : { [ENTERPRISE]: { department: 'Research', manager: { value: manager } } };
  }

  async #change(id: string, turn: number, step: number): Promise<void> {
    const active = step % 2 === 0 ? 'True' : 'False';
    const operation =
      turn === 4
        ? { op: 'Replace', path: 'active', value: active }
        : { op: 'Replace', path: 'title', value: `title ${step}` };
    const answer = await this.#untilAnswered(() => this.#client.patch(`Users/${id}`, [operation]));
    if (answer !== null && answer.status >= 400) this.ledger.wrong.push(`PATCH answered ${answer.status}`);
  }

  async #delete(id: string): Promise<void> {
    const answer = await this.#untilAnswered(() => this.#client.delete(`Users/${id}`));
    // 404 is what the repetition of a delete sees whose answer was lost.
    if (answer !== null && answer.status !== 204 && answer.status !== 404) {
      this.ledger.wrong.push(`DELETE answered ${answer.status}`);
    }
    if (answer?.status === 204 || answer?.status === 404) this.ledger.deleted.add(id);
  }

  async #untilAnswered(send: () => Promise<Answer>): Promise<Answer | null> {
    while (this.#running) {
      const answer = await send();
      this.notes(answer);
      if (answer.status !== 0 && answer.status < 500 && answer.status !== 429) return answer;
      await pause(50);
    }
    return null;
  }

  /** Takes an answer into the ledger: one of its own, or of a request that a test sent beside it. */
  notes(answer: Answer): void {
    this.ledger.writes += 1;
    if (answer.status === 0 || answer.status >= 500) {
      this.ledger.unknown += 1;
      if (answer.status >= 500 && answer.status !== 503) this.ledger.wrong.push(`answered ${answer.status}`);
      return;
    }
    if (answer.status >= 400) {
      const requestId = answer.headers['x-request-id'];
      if (typeof requestId === 'string') this.ledger.refused.add(requestId);
      return;
    }
    const id = answer.body?.id;
    const version = versionOf(answer);
    if (typeof id === 'string' && Number.isInteger(version)) {
      this.ledger.acknowledged.set(id, Math.max(version, this.ledger.acknowledged.get(id) ?? 0));
    }
  }
}

export interface LoadOptions {
  readonly workers?: number;
  readonly pauseMs?: number;
  readonly mailDomain?: string;
  /** The id of everybody's manager: then each who leaves is a mail. */
  readonly manager?: string | null;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A body as Entra posts it (Microsoft Learn, "Tutorial: develop a SCIM endpoint"). */
export function newUser(userName: string, extra: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
    externalId: userName.split('@')[0],
    userName,
    active: true,
    displayName: `Person ${userName.slice(0, 8)}`,
    emails: [{ primary: true, type: 'work', value: userName }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Given Family', familyName: 'Family', givenName: 'Given' },
    roles: [],
    [ENTERPRISE]: { department: 'Research' },
    ...extra,
  };
}

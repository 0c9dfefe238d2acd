import type { Pool } from 'pg';
import { Type } from 'typebox';
import {
  discardParked,
  isParkedTarget,
  listParked,
  ParkedRefusal,
  parkedView,
  releasedView,
  releaseParked,
  showParked,
  shownView,
  type Handlers,
  type ParkedEvent,
  type Released,
  type ShownEvent,
  type Word,
} from '#consumer';
import { sqlState } from '#postgres';
import { decodeCursor, NOT_FOUND, Problem } from '#service';
import { pageOf, type Page } from './pages.js';

export type Told = ParkedEvent & Partial<ShownEvent>;

const Place = Type.Object({ id: Type.String({ pattern: '^\\d{1,18}$' }) });

/** What the operator's command does, for the operator's API. */
export class ParkedDesk {
  readonly #projection: string;
  readonly #pool: Pool;
  readonly #handlers: Handlers;

  constructor(projection: string, pool: Pool, handlers: Handlers) {
    this.#projection = projection;
    this.#pool = pool;
    this.#handlers = handlers;
  }

  async list(ask: { readonly limit: number; readonly cursor?: string; readonly all: boolean }): Promise<Page<Told>> {
    const { limit, cursor, all } = ask;
    const after = cursor === undefined ? '0' : decodeCursor(Place, cursor).id;
    const rows = await listParked(this.#pool, { after, limit: limit + 1 });
    const { shown, next } = pageOf(rows, { limit, place: ({ id }) => ({ id }) });
    return { items: shown.filter(({ kind }) => all || kind !== 'discarded').map(parkedView), next };
  }

  async show(target: string, withData: boolean): Promise<Told> {
    const event = isParkedTarget(target) ? await showParked(this.#pool, target) : null;
    if (event === null) throw NOT_FOUND;
    return shownView(event, withData);
  }

  release(target: string, who: string): Promise<Released> {
    return this.#decide(target, () => releaseParked(this.#pool, this.#handlers, target, who));
  }

  discard(target: string, word: Word): Promise<Released> {
    return this.#decide(target, () => discardParked(this.#pool, this.#handlers, target, word));
  }

  async #decide(target: string, decision: () => Promise<Released>): Promise<Released> {
    if (!isParkedTarget(target)) throw NOT_FOUND;
    try {
      return releasedView(await decision());
    } catch (error) {
      if (error instanceof ParkedRefusal)
        throw error.isMissing ? NOT_FOUND : new Problem(409, 'refused', error.message);
      if (sqlState(error) === INSUFFICIENT_PRIVILEGE) throw this.#notHere();
      throw error;
    }
  }

  #notHere(): Problem {
    const command = `npm run projection -- ${this.#projection} parked`;
    return new Problem(403, 'not-permitted', `The role of this process may not decide that; ${command} may.`);
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

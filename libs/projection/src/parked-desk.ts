import type { Pool } from 'pg';
import { Type } from 'typebox';
import {
  discardParked,
  isParkedTarget,
  listAccepted,
  listParked,
  listParkedOf,
  ParkedRefusal,
  parkedView,
  releasedView,
  releaseParked,
  showParked,
  shownView,
  type AcceptedGap,
  type Handlers,
  type ParkedEvent,
  type Released,
  type ShownEvent,
} from '#consumer';
import type { Acting } from '#contracts';
import { sqlState } from '#postgres';
import { decodeCursor, NOT_FOUND, pageOf, Problem, SharedPlaces, type Page, type PlacesOptions } from '#service';
import { decisionTold } from './acts.js';

/** Who decides, with a name and a reason; `who` stays with the event. */
export type Deciding = Acting & { readonly name: string; readonly who: string; readonly reason: string };

export type Told = ParkedEvent & Partial<ShownEvent>;

export interface OwnParked extends Pick<
  ParkedEvent,
  'id' | 'topic' | 'partition' | 'offset' | 'eventId' | 'eventType' | 'kind' | 'because'
> {
  readonly resourceId: string;
  readonly since: Date;
}

const Place = Type.Object({ id: Type.String({ pattern: '^\\d{1,18}$' }) });
const ID = Type.String({ format: 'uuid' });
const AcceptedPlace = Type.Object({ resource: ID, eventId: ID });

export interface Asked {
  readonly limit: number;
  readonly cursor?: string;
}

/** Of tenants that look: one at a time, so that an operator waits for one statement at most. */
const PLACES: PlacesOptions = {
  kind: 'list',
  places: 1,
  placesOfTenant: 1,
  waiting: 1_000,
  waitingOfTenant: 20,
  waitMs: 5_000,
};

/** What the operator's command does, for the operator's API. */
export class ParkedDesk {
  readonly #places = new SharedPlaces(PLACES);
  readonly #projection: string;
  readonly #pool: Pool;
  readonly #handlers: Handlers;

  constructor(projection: string, pool: Pool, handlers: Handlers) {
    this.#projection = projection;
    this.#pool = pool;
    this.#handlers = handlers;
  }

  async list({ limit, cursor, all }: Asked & { readonly all: boolean }): Promise<Page<Told>> {
    const after = cursor === undefined ? '0' : decodeCursor(Place, cursor).id;
    const rows = await listParked(this.#pool, { after, limit: limit + 1 });
    const { shown, next } = pageOf(rows, { limit, place: ({ id }) => ({ id }) });
    return { items: shown.filter(({ kind }) => all || kind !== 'discarded').map(parkedView), next };
  }

  /** What a tenant is told of its own: what waits for an operator, and why. */
  async listOf(tenantId: string, { limit, cursor }: Asked, gone?: AbortSignal): Promise<Page<OwnParked>> {
    const after = cursor === undefined ? '0' : decodeCursor(Place, cursor).id;
    const rows = await this.#places.run({ tenantId, gone }, () =>
      listParkedOf(this.#pool, tenantId, { after, limit: limit + 1 }),
    );
    const { shown, next } = pageOf(rows, { limit, place: ({ id }) => ({ id }) });
    return { items: shown.map(ownParked), next };
  }

  async accepted({ limit, cursor }: Asked): Promise<Page<AcceptedGap>> {
    const after = cursor === undefined ? undefined : decodeCursor(AcceptedPlace, cursor);
    const rows = await listAccepted(this.#pool, { after, limit: limit + 1 });
    const { shown: items, next } = pageOf(rows, { limit, place: ({ resource, eventId }) => ({ resource, eventId }) });
    return { items, next };
  }

  async show(target: string, withData: boolean): Promise<Told> {
    const event = isParkedTarget(target) ? await showParked(this.#pool, target) : null;
    if (event === null) throw NOT_FOUND;
    return shownView(event, withData);
  }

  release(target: string, { who, ...deciding }: Deciding): Promise<Released> {
    const by = { who, told: decisionTold(this.#projection, deciding) };
    return this.#decide('release', target, () => releaseParked(this.#pool, this.#handlers, target, by));
  }

  discard(target: string, { who, ...deciding }: Deciding): Promise<Released> {
    const word = { who, why: deciding.reason, told: decisionTold(this.#projection, deciding) };
    return this.#decide('discard', target, () => discardParked(this.#pool, this.#handlers, target, word));
  }

  async #decide(verb: string, target: string, decision: () => Promise<Released>): Promise<Released> {
    if (!isParkedTarget(target)) throw NOT_FOUND;
    try {
      return releasedView(await decision());
    } catch (error) {
      if (error instanceof ParkedRefusal)
        throw error.isMissing ? NOT_FOUND : new Problem(409, 'refused', error.message);
      if (sqlState(error) === INSUFFICIENT_PRIVILEGE) throw this.#notHere(`${verb} ${target}`);
      throw error;
    }
  }

  #notHere(words: string): Problem {
    const command = `npm run projection -- ${this.#projection} parked ${words}`;
    return new Problem(403, 'not-permitted', `The role of this process may not decide that: run ${command}`);
  }
}

/** The key is `<tenantId>/<resourceId>`. */
function ownParked(event: ParkedEvent): OwnParked {
  const { id, topic, partition, offset, eventId, eventType, kind, because, parkedAt } = parkedView(event);
  const resourceId = event.key.slice(event.key.indexOf('/') + 1);
  return { id, topic, partition, offset, eventId, eventType, resourceId, kind, because, since: parkedAt };
}

const INSUFFICIENT_PRIVILEGE = '42501';

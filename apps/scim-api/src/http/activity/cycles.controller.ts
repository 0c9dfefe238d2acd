import { Inject, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Static, TObject } from 'typebox';
import { decodeCursor, pageOf, parseQuery, type Asker } from '#service';
import { CYCLE_COUNTS, type Cycle, type KnownPeople } from '../../activity/cycles.js';
import { silenceOf } from '../../activity/drift.js';
import { CycleReader, type FoundDriftRow } from '../../activity/storage/cycle-reader.js';
import { ActivityApi, Answers, askerOf } from './asked.js';
import {
  CycleList,
  CyclePlaceSchema,
  CyclesQuery,
  DriftList,
  DriftPlaceSchema,
  type CyclesParameters,
} from './cycle-schema.js';

export const KNOWN_PEOPLE = Symbol('KnownPeople');

/** Cycles of the tenant's connections, and whom the two sides see differently: reported, and never acted on. */
@ActivityApi()
export class CyclesController {
  readonly #cycles: CycleReader;
  readonly #people: KnownPeople;

  constructor(@Inject(CycleReader) cycles: CycleReader, @Inject(KNOWN_PEOPLE) people: KnownPeople) {
    this.#cycles = cycles;
    this.#people = people;
  }

  @Answers('activity/cycles', CyclesQuery, {
    summary: 'Cycles, the newest first',
    operationId: 'listCycles',
    answer: CycleList,
  })
  async list(@Req() request: FastifyRequest, @Query(parseQuery(CyclesQuery)) query: CyclesParameters): Promise<object> {
    const { asker, connection, limit, after } = askedOf(request, query, CyclePlaceSchema);
    const kept = await this.#cycles.kept(asker, { connection, after, limit: limit + 1 });
    const known = after === null ? await this.#people.count(asker.tenantId) : 0;
    const underWay = after === null ? await this.#cycles.underWay(asker, connection, known) : [];
    const { shown, next } = pageOf(kept, {
      limit,
      place: (last) => ({ ...last, beganAt: last.beganAt.toISOString() }),
    });
    return {
      items: [...underWay.map((cycle) => viewOf(cycle, true)), ...shown.map((cycle) => viewOf(cycle, false))],
      next,
    };
  }

  @Answers('activity/drift', CyclesQuery, {
    summary: 'Whom the identity provider sees differently, and connections that are silent',
    description: 'Found when a cycle is over, in what was asked anyway.',
    operationId: 'listDrift',
    answer: DriftList,
  })
  async drift(
    @Req() request: FastifyRequest,
    @Query(parseQuery(CyclesQuery)) query: CyclesParameters,
  ): Promise<object> {
    const { asker, connection, limit, after } = askedOf(request, query, DriftPlaceSchema);
    const found = await this.#cycles.drift(asker, { connection, after, limit: limit + 1 });
    const rhythms = await this.#cycles.rhythms(asker, connection);
    const { shown, next } = pageOf(found, { limit, place: placeOf });
    return {
      items: shown.map(({ key: _key, ...one }) => one),
      next,
      silent: rhythms.map((rhythm) => silenceOf(rhythm, new Date())).filter((silence) => silence !== null),
    };
  }
}

interface Asked<Place extends TObject> {
  readonly asker: Asker;
  readonly connection: string | null;
  readonly limit: number;
  readonly after: Static<Place> | null;
}

function askedOf<Place extends TObject>(
  request: FastifyRequest,
  { limit, cursor, connection }: CyclesParameters,
  place: Place,
): Asked<Place> {
  const after = cursor === undefined ? null : decodeCursor(place, cursor);
  return { asker: askerOf(request), connection: connection ?? null, limit, after };
}

function placeOf({ lastAt, key }: FoundDriftRow): object {
  return { lastAt: lastAt.toISOString(), key };
}

function viewOf({ connectionId, beganAt, endedAt, kind, known, ...rest }: Cycle, isUnderWay: boolean): object {
  return {
    connectionId,
    beganAt,
    lastAt: endedAt,
    isUnderWay,
    kind,
    durationMs: endedAt.getTime() - beganAt.getTime(),
    known,
    counts: Object.fromEntries(CYCLE_COUNTS.map((name) => [name, rest[name]])),
    progress: isUnderWay && known > 0 ? Math.min(1, rest.people / known) : null,
  };
}

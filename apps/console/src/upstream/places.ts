import { SharedPlaces, type Asker, type PlacesOptions } from '#service';
import { AnswerShares } from './answer-shares.js';
import { SERVICE_NAMES, type ServiceName } from './services.js';

/**
 * Requests that are asked of one service at once, each until all of its answer is sent: 64 of one company had another one's Overview
 * wait for 0.8 s. A service reads one list of a company at a time, and writes another one's meanwhile. One that does not answer holds
 * the places of its own alone.
 */
const PLACES: PlacesOptions = {
  kind: 'look-up',
  places: 24,
  placesOfTenant: 2,
  waiting: 1_000,
  waitingOfTenant: 200,
  waitMs: 15_000,
};

/** Of exports, which take as long as whoever saves them: no page waits behind one. */
const EXPORTS: PlacesOptions = {
  kind: 'list',
  places: 8,
  placesOfTenant: 2,
  waiting: 200,
  waitingOfTenant: 20,
  waitMs: 15_000,
};

const EXPORT = /\.(?:csv|ndjson)$|\/export$/;

/** Where the services are asked: each company has its turns. */
export class UpstreamPlaces {
  readonly #pages = placesOf(PLACES);
  readonly #exports = placesOf(EXPORTS);
  readonly #answers: AnswerShares;

  /** @param bytesPerSecond of answers, a company's share */
  constructor(bytesPerSecond: number) {
    this.#answers = new AnswerShares(bytesPerSecond);
  }

  /** What the company was answered with. */
  charge(tenantId: string, bytes: number): void {
    this.#answers.charge(tenantId, bytes);
  }

  /**
   * @param asked which service, and which of its paths
   * @throws ShareExceeded when the company was answered more than its share, when too much of it waits, or this too long
   */
  async run<Result>(asked: Asked, asker: Asker, work: () => Promise<Result>): Promise<Result> {
    await this.#answers.admit(asker);
    const places = EXPORT.test(asked.path) ? this.#exports : this.#pages;
    return places[asked.service].run(asker, work);
  }
}

interface Asked {
  readonly service: ServiceName;
  readonly path: string;
}

function placesOf(options: PlacesOptions): Readonly<Record<ServiceName, SharedPlaces>> {
  const places = SERVICE_NAMES.map((name) => [name, new SharedPlaces(options)]);
  return Object.fromEntries(places) as Record<ServiceName, SharedPlaces>;
}

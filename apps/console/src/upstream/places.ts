import { SharedPlaces, type Asker, type PlacesOptions } from '#service';
import { SERVICE_NAMES, type ServiceName } from './services.js';

/**
 * Requests that are asked of one service at once. A browser has six connections; 64 of one company had another one's Overview
 * wait for 0.8 s. A service that does not answer holds the places of its own alone.
 */
const PLACES: PlacesOptions = {
  kind: 'look-up',
  places: 32,
  placesOfTenant: 8,
  waiting: 1_000,
  waitingOfTenant: 200,
  waitMs: 15_000,
};

/** Where the services are asked: each company has its turns, and a place until the answer begins. */
export class UpstreamPlaces {
  readonly #of = new Map(SERVICE_NAMES.map((name) => [name, new SharedPlaces(PLACES)]));

  /** @throws ShareExceeded when too much of the company waits, or this too long */
  run<Result>(service: ServiceName, asker: Asker, work: () => Promise<Result>): Promise<Result> {
    return this.#of.get(service)?.run(asker, work) ?? work();
  }
}

import type { Change } from '#contracts';
import { idOf, type StoredRequest } from '../../activity/item.js';
import type { ChangesFound, PlaceOf, VersionOf } from '../../storage/read/outbox-reader.js';

export const VALUES = Symbol('Values');

/** Values of a page at most: members of a group are not among them. */
const MOST = 200;

export interface ChangesOfVersions {
  changesOf(tenantId: string, versions: readonly VersionOf[]): Promise<ChangesFound>;
  placesOf(
    tenantId: string,
    wanted: { readonly versions: readonly VersionOf[]; readonly requestIds: readonly string[] },
  ): Promise<ReadonlyMap<string, PlaceOf>>;
}

/** Whatever is known of a request, undefined where the outbox does not say it any more. */
export type PlaceOfRequest = (request: StoredRequest) => PlaceOf | undefined;

/** What was there before, and is there since: the activity itself has no value, so they are read from the events. */
export class Values {
  readonly #events: ChangesOfVersions;

  constructor(events: ChangesOfVersions) {
    this.#events = events;
  }

  /** Where Kafka has what followed of these requests. */
  async placesOf(tenantId: string, requests: readonly StoredRequest[]): Promise<PlaceOfRequest> {
    const told = requests.filter(({ eventId }) => eventId !== null);
    const requestIds = told.filter(({ version }) => version === null).map(idOf);
    const found = await this.#events.placesOf(tenantId, { versions: versionsOf(told), requestIds });
    return ({ eventId }) => (eventId === null ? undefined : found.get(eventId));
  }

  async of(tenantId: string, requests: readonly StoredRequest[]): Promise<ValuesOf> {
    const versions = versionsOf(requests).slice(0, MOST);
    const { changes, looked } = await this.#events.changesOf(tenantId, versions);
    const of = ({ resourceId, version }: StoredRequest) => changes.get(`${resourceId} ${version}`);
    if (looked === versions.length) return { of, requests: requests.length };
    const places = [...requests.entries()].filter(([, request]) => versionOf(request) !== null).map(([at]) => at);
    return { of, requests: places[looked] ?? requests.length };
  }
}

export interface ValuesOf {
  /** Undefined where the outbox does not have the request's event any more. */
  readonly of: (request: StoredRequest) => readonly Change[] | undefined;
  /** Of so many, from the first on: those of further ones have no room beside them. */
  readonly requests: number;
}

function versionsOf(requests: readonly StoredRequest[]): readonly VersionOf[] {
  return requests.flatMap((request) => versionOf(request) ?? []);
}

function versionOf({ resourceId: id, version }: StoredRequest): VersionOf | null {
  return id === null || version === null ? null : { id, version };
}

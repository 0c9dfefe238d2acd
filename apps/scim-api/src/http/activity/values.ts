import type { Change } from '#contracts';
import type { StoredRequest } from '../../activity/item.js';
import type { VersionOf } from '../../storage/read/outbox-reader.js';

export const VALUES = Symbol('Values');

/** Values of a page at most: members of a group are not among them. */
const MOST = 200;

export interface ChangesOfVersions {
  changesOf(tenantId: string, versions: readonly VersionOf[]): Promise<ReadonlyMap<string, readonly Change[]>>;
}

/** What was there before, and is there since: the activity itself has no value, so they are read from the events. */
export class Values {
  readonly #events: ChangesOfVersions;

  constructor(events: ChangesOfVersions) {
    this.#events = events;
  }

  /** Of one of these requests: undefined where the outbox does not have its event any more. */
  async of(
    tenantId: string,
    requests: readonly StoredRequest[],
  ): Promise<(request: StoredRequest) => readonly Change[] | undefined> {
    const wanted = requests.flatMap(({ resourceId: id, version }) =>
      id === null || version === null ? [] : [{ id, version }],
    );
    const found = await this.#events.changesOf(tenantId, wanted.slice(0, MOST));
    return ({ resourceId, version }) => found.get(`${resourceId} ${version}`);
  }
}

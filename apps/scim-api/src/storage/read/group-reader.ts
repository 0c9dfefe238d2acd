import type { StoredGroup } from '#scim';
import type { GroupReads } from '../../groups/group-reads.js';
import type { Found, ResourceQuery } from '../../queries/resource-query.js';
import { storedGroup } from '../resource-row.js';
import { isUuid } from '../uuid.js';
import { groupsById } from './keyed-statements.js';
import type { Reads } from './reads.js';
import { ResourceFinder } from './resource-finder.js';

/** Reads one tenant's groups under row-level security. */
export class GroupReader implements GroupReads {
  readonly #reads: Reads['lookUps'];
  readonly #finder: ResourceFinder<StoredGroup>;

  constructor({ lookUps, lists }: Reads) {
    this.#reads = lookUps;
    this.#finder = new ResourceFinder({ type: 'Group', toResource: storedGroup, lookUps, lists });
  }

  async byId(tenantId: string, id: string): Promise<StoredGroup | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.#reads.byKey(tenantId, groupsById, id);
    return row === undefined ? null : storedGroup(row);
  }

  find(tenantId: string, query: ResourceQuery<StoredGroup>): Promise<Found<StoredGroup>> {
    return this.#finder.find(tenantId, query);
  }
}

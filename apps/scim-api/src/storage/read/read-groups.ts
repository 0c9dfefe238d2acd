import type { GroupReads } from '../../groups/group-reads.js';
import { storedGroup } from '../resource-row.js';
import { readById } from './read-by-id.js';
import { groupsById } from './keyed-statements.js';
import type { Reads } from './reads.js';
import { ResourceFinder } from './resource-finder.js';

/** Reads one tenant's groups under row-level security. */
export function groupReads({ lookUps, lists }: Reads): GroupReads {
  const finder = new ResourceFinder({ type: 'Group', toResource: storedGroup, lookUps, lists });
  return {
    byId: readById(lookUps, groupsById, storedGroup),
    find: (tenantId, query) => finder.find(tenantId, query),
  };
}

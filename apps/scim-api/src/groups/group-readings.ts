import { groupReplacementSteps, groupSteps, patchSteps, splitSteps } from '#scim';
import type { Readings } from '../writes/asked-write.js';
import { createGroup, deleteGroup, patchGroup, replaceGroup } from './decide-group.js';
import type { GroupChange } from './group-change.js';

export const GROUP_READINGS: Readings<GroupChange> = {
  *POST(body, rules) {
    const group = yield* groupSteps(body, rules);
    return { quirks: group.quirks, change: (request, id) => createGroup(request, group, id) };
  },
  *PUT(body, rules) {
    const group = yield* groupReplacementSteps(body, rules);
    return {
      quirks: group.quirks,
      change: (request, id, ifMatch) => replaceGroup(request, id, { group, ifMatch }),
    };
  },
  *PATCH(body, rules) {
    const read = yield* patchSteps(body, rules);
    const patch = yield* splitSteps(read);
    return { quirks: read.quirks, change: (request, id, ifMatch) => patchGroup(request, id, { patch, ifMatch }) };
  },
  *DELETE() {
    return { quirks: [], change: (request, id, ifMatch) => deleteGroup(request, id, { ifMatch }) };
  },
};

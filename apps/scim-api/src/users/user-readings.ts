import { patchSteps, userReplacementSteps, userSteps, type QuirkName } from '#scim';
import type { Readings } from '../writes/asked-write.js';
import { createUser, deleteUser, patchUser, replaceUser } from './decide-user.js';
import type { UserChange } from './user-change.js';

export const USER_READINGS: Readings<UserChange> = {
  *POST(body, rules) {
    const { attributes, quirks } = yield* userSteps(body, rules);
    return { quirks, change: (request, id) => createUser(request, attributes, id) };
  },
  *PUT(body, rules) {
    const replacement = yield* userReplacementSteps(body, rules);
    return {
      quirks: replacement.quirks,
      change: (request, id, ifMatch) => replaceUser(request, id, { replacement, ifMatch }),
    };
  },
  *PATCH(body, rules, spend) {
    const read = yield* patchSteps(body, rules);
    const patch = spend === undefined ? read : { ...read, spend };
    const noted = new Set<QuirkName>();
    return {
      quirks: patch.quirks,
      noted,
      change: (request, id, ifMatch) => patchUser(request, id, { patch, noted, ifMatch }),
    };
  },
  *DELETE() {
    return { quirks: [], change: (request, id, ifMatch) => deleteUser(request, id, { ifMatch }) };
  },
};

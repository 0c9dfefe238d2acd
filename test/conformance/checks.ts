import type { Check } from './check.js';
import { AUTHENTICATION } from './checks/authentication.js';
import { DISCOVERY } from './checks/discovery.js';
import { FILTERS } from './checks/filters.js';
import { PAGING } from './checks/paging.js';
import { PATCH } from './checks/patch.js';
import { PROJECTION, SEARCH } from './checks/projection.js';
import { USERS } from './checks/users.js';

/** In the order of a report: what the target says about itself first. */
export const CHECKS: readonly Check[] = [
  ...DISCOVERY,
  ...AUTHENTICATION,
  ...USERS,
  ...FILTERS,
  ...PAGING,
  ...PROJECTION,
  ...SEARCH,
  ...PATCH,
];

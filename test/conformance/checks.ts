import type { Check } from './check.js';
import { AUTHENTICATION } from './checks/authentication.js';
import { BULK } from './checks/bulk.js';
import { CURSORS } from './checks/cursors.js';
import { DISCOVERY } from './checks/discovery.js';
import { ETAGS } from './checks/etags.js';
import { ENTRA_DIALECTS } from './checks/entra-dialects.js';
import { ENTRA_GALLERY } from './checks/entra-gallery.js';
import { ENTRA_MANAGER } from './checks/entra-manager.js';
import { ENTRA_REQUESTS } from './checks/entra-requests.js';
import { FILTERS } from './checks/filters.js';
import { GROUPS } from './checks/groups.js';
import { HTTP } from './checks/http.js';
import { INTEROP } from './checks/interop.js';
import { IPSIE } from './checks/ipsie.js';
import { MEMBERS } from './checks/members.js';
import { PAGING } from './checks/paging.js';
import { PATCH } from './checks/patch.js';
import { PROJECTION, SEARCH } from './checks/projection.js';
import { PUT } from './checks/put.js';
import { RACES } from './checks/races.js';
import { SORT } from './checks/sort.js';
import { USERS } from './checks/users.js';

/** In the order of a report: what the target says about itself first. */
export const CHECKS: readonly Check[] = [
  ...DISCOVERY,
  ...AUTHENTICATION,
  ...HTTP,
  ...USERS,
  ...PUT,
  ...PATCH,
  ...FILTERS,
  ...SORT,
  ...PAGING,
  ...CURSORS,
  ...PROJECTION,
  ...SEARCH,
  ...ETAGS,
  ...BULK,
  ...GROUPS,
  ...MEMBERS,
  ...RACES,
  ...ENTRA_REQUESTS,
  ...ENTRA_DIALECTS,
  ...ENTRA_MANAGER,
  ...ENTRA_GALLERY,
  ...INTEROP,
  ...IPSIE,
];

import { ACTS, ADMIN, GROUPS, PROVISIONING, USERS } from '#contracts';
import { handlerOf, type Handlers, type Sequenced } from '#consumer';
import { recordBatch } from '../storage/record-batch.js';
import { latestVersions } from '../storage/statements/latest-versions.js';
import { ACTS_NEED, ADMIN_NEED, GROUPS_NEED, PROVISIONING_NEED, USERS_NEED } from './needs.js';

/** An event that leaps is no entry until somebody accepts it: what it says may be forged. */
const SEQUENCE: Sequenced = { known: latestVersions };

/** Of a tenant's settings nothing is kept but the names of its connections. */
const ADMIN_SEQUENCE: Sequenced = { known: () => Promise.resolve(new Map()) };

/** What is written to the log: accepted writes of users and groups, refusals, and what operators do. */
export const HANDLERS: Handlers = new Map([
  handlerOf(USERS, USERS_NEED, recordBatch, SEQUENCE),
  handlerOf(GROUPS, GROUPS_NEED, recordBatch, SEQUENCE),
  handlerOf(PROVISIONING, PROVISIONING_NEED, recordBatch),
  handlerOf(ADMIN, ADMIN_NEED, recordBatch, ADMIN_SEQUENCE),
  handlerOf(ACTS, ACTS_NEED, recordBatch),
]);

export { arrayText } from './array-text.js';
export { atOnce, atOnceByKeptPlans } from './at-once.js';
export { placeTogether, SentTogether } from './together.js';
export { releaseAdvisoryLock, tryAdvisoryLock } from './advisory-lock.js';
export { backfill, BACKFILL_ROWS, type Backfill } from './backfill.js';
export { cancellable, type Cancelling } from './cancellable.js';
export {
  digested,
  insertMany,
  namesIn,
  parameterOf,
  replaced,
  TIME,
  updateMany,
  valuesOf,
  type Column,
  type Columns,
} from './columns.js';
export { createIndexConcurrently, dropIndexConcurrently, type NewIndex } from './concurrently.js';
export { eachForItself } from './each-for-itself.js';
export { eachText } from './each-text.js';
export { isInfrastructureFailure, isUnanswered, OverdueError } from './failure.js';
export { joinedTexts, joinTexts } from './join-texts.js';
export { INDEXED_CHARACTERS, indexKey, indexKeySql } from './index-key.js';
export { lockDown, type LockDown } from './lock-down.js';
export { LockedOutError, migrate, type MigrateOptions, type Migrations } from './migrate.js';
export { migration } from './migration.js';
export { onClient } from './on-client.js';
export { openPool, type PoolOptions } from './pool.js';
export { provisionDatabase, withDatabase, withRole, withSearchPath, type DatabaseSpec } from './provision.js';
export { assertSchema, refuseOlderSchema, SchemaTooOldError } from './schema-needed.js';
export { readByTenant, scopeByValues, scopeToTenant, TENANT_SETTING, tenantScope } from './tenant-scope.js';
export { BY_INDEX, REPEATABLE, withSettings } from './session-settings.js';
export { evenTenants } from './tenant-statistics.js';
export { commit, COMMIT_WITHIN_MS, CommitUnknownError, RolledBackError, sqlState } from './commit.js';
export { commitTogether } from './commit-together.js';
export { inTransactionAsking } from './in-transaction-asking.js';
export { inTransaction, onLoan, type Loan, type Transaction } from './transaction.js';
export { isUuid, UUID } from './uuid.js';
export { PAGE_BYTES, PageRoom, withinBytes, type Found } from './within-bytes.js';

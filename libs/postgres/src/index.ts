export { releaseAdvisoryLock, tryAdvisoryLock } from './advisory-lock.js';
export { isInfrastructureFailure, isUnanswered, OverdueError } from './failure.js';
export { migrate, type Migrations } from './migrate.js';
export { openPool, type PoolOptions } from './pool.js';
export { provisionDatabase, withDatabase, withRole, withSearchPath, type DatabaseSpec } from './provision.js';
export { scopeToTenant, TENANT_SETTING } from './tenant-scope.js';
export { commit, COMMIT_WITHIN_MS, CommitUnknownError, giveBack, RolledBackError, sqlState } from './commit.js';
export { inTransaction, type Transaction } from './transaction.js';

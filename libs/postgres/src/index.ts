export { releaseAdvisoryLock, tryAdvisoryLock } from './advisory-lock.js';
export { isInfrastructureFailure } from './failure.js';
export { migrate, type Migrations } from './migrate.js';
export { openPool, type PoolOptions } from './pool.js';
export { provisionDatabase, withDatabase, withRole, withSearchPath, type DatabaseSpec } from './provision.js';
export { scopeToTenant, TENANT_SETTING } from './tenant-scope.js';
export {
  commit,
  CommitUnknownError,
  inTransaction,
  RolledBackError,
  sqlState,
  type Transaction,
} from './transaction.js';

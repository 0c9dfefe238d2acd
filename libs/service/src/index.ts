export { JSON_ONLY, type Offers } from './accept.js';
export { PATIENCE, type Patience } from './body-clock.js';
export { shownAs } from './client-address.js';
export { bearerIn } from './bearer.js';
export { BoundedMap } from './bounded-map.js';
export { ConfigError, readConfig } from './config.js';
export { doorOfAll, type Door } from './door.js';
export {
  FailedCredentials,
  type Failure,
  type FailureReason,
  STRANGER_SETTINGS,
  strangerRules,
  TooManyFailures,
  type SignInNotes,
  type StrangerRules,
} from './failed-credentials.js';
export { csvRecord, type CsvCell } from './csv.js';
export { decodeCursor, encodeCursor } from './cursor.js';
export { withoutEnded } from './ended-door.js';
export {
  endedAmong,
  endedTenantTables,
  eraseEnded,
  eraseTenant,
  findErased,
  listEnded,
  recordEnded,
  type Erased,
} from './ended-tenants.js';
export { CLOUDS, EntraClouds, entraSettings, type Cloud, type EntraIssuer } from './entra-clouds.js';
export { EntraKeys } from './entra-keys.js';
export { fetchWithin, UnfitAnswer, type Bounds } from './fetch-within.js';
export { FairQueue, type FairLimits } from './fair-queue.js';
export { approvedClaim, approvedIn, type Approved, type ApprovedClaim } from './approved.js';
export { actorOf, callerOf, may, type ActorTold, type Caller, type SignIn } from './caller.js';
export { ClientGone, goneOf } from './gone.js';
export { type GrantedRead } from './granted.js';
export { aside, inOrder, type Check, type CheckOutcome, type Finding, type Readiness } from './health.js';
export { internalAddress, INTERNAL_SETTINGS, type ListenAddress } from './internal-listener.js';
export { memoryKeyCache, signingKeyCacheTable, tableKeyCache, type KeyCache } from './key-cache.js';
export { atOnceOrThen } from './at-once.js';
export { Kept } from './kept.js';
export { routeOptionsOf } from './route-options.js';
export { KeySet, type KeySetOptions } from './key-set.js';
export { createLogger, nestLogger, type Logger, type LogOptions } from './log.js';
export { methodsAt } from './methods-at.js';
export { letIn, noteRequest } from './observe-http.js';
export { onClose } from './on-close.js';
export { onAnswered } from './on-answered.js';
export { createOpenApi, describeRoutes, openApiSchema, type OpenApiOptions } from './open-api.js';
export { operatorDoor, tokenLookUp, type OperatorLookUp } from './operator-door.js';
export { operatorTables, recordOperators, tableOperators, type KnownOperator } from './operators.js';
export { ApiParameters, pageOf, pageSchema, type Page } from './pages.js';
export { parseBody, parseBodyIfAny } from './parse-body.js';
export { DATE_TIME, dateTime, MAX_PAGE, PAGE, parseQuery } from './parse-query.js';
export {
  type Audience,
  AUDIENCES,
  audiencesOf,
  isAudience,
  isGrantedAt,
  isRole,
  isScope,
  needsFreshSignIn,
  type Permission,
  PERMISSIONS,
  permissionsOf,
  type Role,
  ROLES,
  type Scope,
  SCOPES,
  STEP_UP_S,
} from './permissions.js';
export { assertFreshSignIn, assertMay, Needs, NOT_PERMITTED, STEP_UP } from './permit.js';
export { ProblemFilter, problemOf } from './problem.filter.js';
export { Refuses } from './refuses.js';
export { isoOf } from './iso-of.js';
export { orderedId } from './request-id.js';
export { NOT_FOUND, Problem, PROBLEM_MEDIA_TYPE, UNAUTHENTICATED, type ProblemBody } from './problem.js';
export {
  RateExceeded,
  READER_RATE_SETTINGS,
  readerRate,
  ReaderRates,
  type ReaderRate,
  type ReaderRatesOptions,
} from './reader-rates.js';
export { isHelp, runCommand, runWordless } from './run-command.js';
export { runProcess } from './run-process.js';
export { ActiveTenants } from './active-tenants.js';
export { TenantPauses, type Pause } from './tenant-pauses.js';
export { TenantSeconds } from './tenant-seconds.js';
export { ShareExceeded, type ShareKind } from './share-exceeded.js';
export { asksOnly, LIST_BYTES } from './tenant-answers.js';
export { SharedPlaces, type Asker, type PlacesOptions } from './shared-places.js';
export { TenantWrites } from './tenant-writes.js';
export {
  BYTES_WAIT_MS,
  Hold,
  holdOf,
  listSeconds,
  type ListShareSettings,
  MAX_WAITING_FOR_BYTES_OF_TENANT,
  MemoryShares,
  rememberHold,
  SHARE_SETTINGS,
  type ShareSettings,
} from './shares.js';
export { CENTURY_MS, processSettings, READER_SETTINGS } from './process-settings.js';
export { MAX_HEADER_BYTES, startService, type RunningService, type ServiceOptions } from './start-service.js';
export { MAX_WAITING_READS_OF_TENANT, TenantReads, type ReadPools } from './tenant-reads.js';
export { readerOf, TokenGuard, type Reader, type TokenGuardOptions } from './token.guard.js';
export {
  isSuspended,
  recordRevocations,
  recordStandings,
  revocationTables,
  stampHeard,
  TableRevocations,
  type Found,
  type RevocationKind,
  type RevocationLookUp,
} from './revocations.js';

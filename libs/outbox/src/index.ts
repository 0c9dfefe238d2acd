export { appendAct } from './append-act.js';
export { appendToOutbox, outboxInsert, outboxInsertOfStored } from './append.js';
export { createOutbox, createPlaces, type OutboxRoles } from './create-outbox.js';
export { encodedSize, fitsTopic, LARGE_EVENT_BYTES, largeEventBytes } from './encoded-size.js';
export { FailedSignIns, type FailedSignIn, type SignInStore } from './failed-sign-ins.js';
export { grantReadTeller, type GrantRead } from './tell-grant-read.js';
export { KafkaPublisher } from './kafka-publisher.js';
export { laneOf, LANES } from './lane.js';
export { OUTBOX_CHANNEL, OutboxBell, type OutboxBellOptions } from './outbox-bell.js';
export {
  PublishFailed,
  type OutboxRecord,
  type Publisher,
  type PublishFailureCode,
  type StoredRecord,
} from './publisher.js';
export { type RelayLog } from './lane-sender.js';
export { Relay, type Counts, type RelayOptions } from './relay.js';
export { PostgresSignInStore, signInTable, type TenantOfAccount } from './sign-in-store.js';
export { type BatchLimits } from './statements/claim-batch.js';
export { type Backlog } from './statements/measure-backlog.js';

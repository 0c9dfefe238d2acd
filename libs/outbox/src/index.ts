export { appendToOutbox, outboxInsert } from './append.js';
export { createOutbox, type OutboxRoles } from './create-outbox.js';
export { encodedSize, fitsTopic } from './encoded-size.js';
export { laneOf, LANES } from './lane.js';
export { OUTBOX_CHANNEL, OutboxBell, type OutboxBellOptions } from './outbox-bell.js';

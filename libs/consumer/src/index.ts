export {
  DONE,
  handlerOf,
  ignored,
  poison,
  type BatchHandler,
  type Delivery,
  type DeliveryBatch,
  type Handlers,
  type Needs,
  type NeedsOn,
  type Outcome,
  type ResourceId,
  type Sequenced,
  type TopicHandler,
} from './delivery.js';
export { foldTopics, type Folded, type FoldOptions } from './fold.js';
export type { ConsumerLog } from './log.js';
export { parkedView, releasedView, shownView } from './parked-lines.js';
export { ParkedRefusal } from './parked-refusal.js';
export { runParkedCommand, type ParkedCommand } from './parked-command.js';
export { runParkedProcess, type ParkedProjection } from './parked-process.js';
export { discardParked, releaseParked, type Decision, type OnDecision } from './release.js';
export type { Released } from './release-gap.js';
export { listAccepted, type AcceptedGap } from './statements/gaps.js';
export type { Lags, PartitionLag } from './lag-watch.js';
export {
  isParkedTarget,
  listParked,
  listParkedOf,
  showParked,
  type ParkedEvent,
  type ShownEvent,
} from './statements/list-parked.js';
export type { ParkedKind, Word } from './statements/release-parked.js';
export { readOffsets, type StoredOffset } from './statements/read-offsets.js';
export { CONSUMER_SETTINGS, sessionTimes } from './settings.js';
export type { SessionTimes } from './kafka-source-options.js';
export { resourceKey, resourceOf, VERSION_TAKEN } from './sequence.js';
export { versionsIn } from './versions-in.js';
export { consumerTables, consumerTablesGained, sequencesBegin, sequenceTables } from './tables.js';
export { ProjectionTransport, type ProjectionTransportOptions } from './transport.js';
export type { Bulk } from './bulk.js';
export { rebuildProjection } from './rebuild.js';
export type { RebuildableProjection, RebuildOptions, Rebuilt } from './rebuild-options.js';

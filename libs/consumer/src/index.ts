export {
  DONE,
  ignored,
  poison,
  type BatchHandler,
  type Delivery,
  type DeliveryBatch,
  type Handlers,
  type Outcome,
} from './delivery.js';
export { foldTopics, type Folded, type FoldOptions } from './fold.js';
export type { ConsumerLog } from './log.js';
export { runParkedCommand, type ParkedCommand } from './parked-command.js';
export { releaseParked, type Released } from './release.js';
export { listParked, type ParkedEvent } from './statements/list-parked.js';
export { readOffsets, type StoredOffset } from './statements/read-offsets.js';
export { OnTopic } from './on-topic.js';
export { consumerTables } from './tables.js';
export { ProjectionTransport, type ProjectionTransportOptions } from './transport.js';
export { rebuildProjection, type RebuildableProjection, type RebuildOptions, type Rebuilt } from './rebuild.js';

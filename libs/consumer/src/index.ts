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
export { OnTopic } from './on-topic.js';
export { consumerTables } from './tables.js';
export { ProjectionTransport, type ProjectionTransportOptions } from './transport.js';

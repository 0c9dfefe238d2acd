export { openKafka, type ClientOverrides, type KafkaLog } from './client.js';
export { connectProducer, type ConnectedProducer, type ProducerOptions } from './connect-producer.js';
export { diagnose } from './diagnose.js';
export { ensureTopics, type EnsureOptions, type TopicSpec } from './ensure-topics.js';
export { groupName } from './group-name.js';
export { headerText } from './header-text.js';
export { readToEnd } from './read-to-end.js';
export { kafkaSettings, type KafkaSettings } from './settings.js';
export { within } from './within.js';

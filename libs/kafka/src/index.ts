export { openKafka, type KafkaLog } from './client.js';
export { ensureTopics, type TopicSpec } from './ensure-topics.js';
export { kafkaSettings, type KafkaSettings } from './settings.js';

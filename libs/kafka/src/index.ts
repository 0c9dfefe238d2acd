export { openKafka, type KafkaLog } from './client.js';
export { ensureTopics, type TopicSpec } from './ensure-topics.js';
export { headerText } from './header-text.js';
export { readToEnd } from './read-to-end.js';
export { kafkaSettings, type KafkaSettings } from './settings.js';

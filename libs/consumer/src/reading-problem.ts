import { failureCode } from './failure.js';

/** Why Kafka cannot be read, as a sentence for an administrator: it says what to change where that is known. */
export function readingProblem(error: unknown, groupId: string): string {
  const code = kafkaCode(error);
  switch (code) {
    // kafkajs 2.2.4 hides the broker's GROUP_AUTHORIZATION_FAILED behind this one (cluster/index.js, brokerPool.withBroker).
    case 'KafkaJSGroupCoordinatorNotFound':
    case 'GROUP_AUTHORIZATION_FAILED':
      return (
        `Kafka names no coordinator for the consumer group ${groupId}: its user needs Read on this group ` +
        `(${code}; a broker that is still starting answers the same for a moment)`
      );
    case 'TOPIC_AUTHORIZATION_FAILED':
      return `Kafka cannot be read: its user needs Read and Describe on the topics (${code})`;
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return `Kafka cannot be read: a topic is missing, or its user has no Describe on it: run the set-up (${code})`;
    case 'SASL_AUTHENTICATION_FAILED':
    case 'KafkaJSSASLAuthenticationError':
      return `Kafka refuses the user or the password: see KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD (${code})`;
    default:
      return `Kafka cannot be read: ${code}`;
  }
}

/** kafkajs tells the broker's word in `type`; what gave up after retries carries it in its cause. */
function kafkaCode(error: unknown): string {
  if (!(error instanceof Error)) return failureCode(error);
  if ('type' in error && typeof error.type === 'string') return error.type;
  if (error.name === 'KafkaJSNumberOfRetriesExceeded' && error.cause instanceof Error) return kafkaCode(error.cause);
  return failureCode(error);
}

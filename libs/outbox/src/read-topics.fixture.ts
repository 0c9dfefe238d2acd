import type { Kafka, KafkaMessage } from 'kafkajs';
import { readToEnd } from '#kafka';

/** Every message of the topics, partition by partition, up to where they end now. */
export async function readTopics(kafka: Kafka, topics: readonly string[]): Promise<KafkaMessage[]> {
  const partitions = new Map<string, KafkaMessage[]>();
  await readToEnd(kafka, topics, {
    each: ({ topic, partition, message }) => {
      const place = `${topic}/${partition}`;
      partitions.set(place, [...(partitions.get(place) ?? []), message]);
    },
  });
  return [...partitions.values()].flat();
}

import type { Kafka } from 'kafkajs';

/** Best effort: a group that is empty expires by itself, and disturbs nobody until then. */
export async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } catch {
    // One without offsets: the broker drops it by itself.
  } finally {
    await admin.disconnect();
  }
}

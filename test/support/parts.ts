/** Where the integration tests' PostgreSQL (a superuser's URL) and Kafka are. Set by with-parts.ts. */
export interface Parts {
  readonly postgresUrl: string;
  readonly kafkaBrokers: string;
}

export function parts(): Parts {
  const { TEST_POSTGRES_URL: postgresUrl, TEST_KAFKA_BROKERS: kafkaBrokers } = process.env;
  if (!postgresUrl || !kafkaBrokers)
    throw new Error('the int tier needs a PostgreSQL and a Kafka: run it with npm run int');
  return { postgresUrl, kafkaBrokers };
}

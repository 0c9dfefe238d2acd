/** Where the integration tests' PostgreSQL (a superuser's URL) and Kafka are. Set by jest's global set-up. */
export interface Parts {
  readonly postgresUrl: string;
  readonly kafkaBrokers: string;
}

export function parts(): Parts {
  const { TEST_POSTGRES_URL: postgresUrl, TEST_KAFKA_BROKERS: kafkaBrokers } = process.env;
  if (!postgresUrl || !kafkaBrokers)
    throw new Error('the int tier needs its global set-up: run it with jest --selectProjects int');
  return { postgresUrl, kafkaBrokers };
}

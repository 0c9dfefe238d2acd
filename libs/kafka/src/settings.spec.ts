import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { kafkaSettings } from './settings.js';

const file = (name: string): string => join(import.meta.dirname, '../../../test/fixtures/tls', name);
const read = (env: Record<string, string>): ReturnType<typeof kafkaSettings> =>
  kafkaSettings({ KAFKA_BROKERS: 'one:9092, two:9092,', ...env });

describe('the settings of Kafka', () => {
  it('name brokers, and no TLS unless it is asked for', () => {
    expect(read({})).toEqual({ brokers: ['one:9092', 'two:9092'], topicPrefix: '', ssl: undefined, sasl: undefined });
    expect(read({ KAFKA_SSL: 'false' }).ssl).toBeUndefined();
    expect(read({ KAFKA_SSL: 'true' }).ssl).toBe(true);
  });

  it('take a CA, and a client certificate with its key', () => {
    const ssl = read({
      KAFKA_SSL_CA: file('localhost.cert.pem'),
      KAFKA_SSL_CERT: file('localhost.cert.pem'),
      KAFKA_SSL_KEY: file('localhost.key.pem'),
    }).ssl;
    expect(ssl).toEqual({
      ca: [expect.stringContaining('BEGIN CERTIFICATE')],
      cert: expect.stringContaining('BEGIN CERTIFICATE'),
      key: expect.stringContaining('PRIVATE KEY'),
    });
  });

  it.each([
    [{ KAFKA_SSL: 'TRUE' }, 'KAFKA_SSL: true or false'],
    [{ KAFKA_SSL_CA: '/no/such/ca.pem' }, 'KAFKA_SSL_CA: /no/such/ca.pem cannot be read'],
    [{ KAFKA_SSL_CERT: file('localhost.cert.pem') }, 'KAFKA_SSL_CERT and KAFKA_SSL_KEY: both are needed'],
    [{ KAFKA_SSL_KEY: file('localhost.key.pem') }, 'KAFKA_SSL_CERT and KAFKA_SSL_KEY: both are needed'],
    [{ KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD: both are needed'],
    [{ KAFKA_BROKERS: ' ,' }, 'KAFKA_BROKERS: name at least one broker'],
  ])('say which is wrong in %j', (env, message) => {
    expect(() => read(env)).toThrow(message);
  });
});

import { Type, type Static } from 'typebox';
import type { SessionTimes } from './kafka-source-options.js';

/** Settings that every projection has, for the schema of its environment. */
export const CONSUMER_SETTINGS = {
  CONSUMER_SESSION_TIMEOUT_MS: Type.Integer({
    minimum: 6_000,
    maximum: 300_000,
    default: 10_000,
    description: 'milliseconds without a heartbeat after which Kafka gives its partitions to another; its least is 6 s',
  }),
  CONSUMER_HEARTBEAT_MS: Type.Integer({
    minimum: 500,
    maximum: 100_000,
    default: 2_000,
    description: 'milliseconds between two of these, at most a third of the session',
  }),
} as const;

type ConsumerSettings = Readonly<Static<ReturnType<typeof Type.Object<typeof CONSUMER_SETTINGS>>>>;

/** @throws Error when a single late heartbeat would cost the partitions */
export function sessionTimes(settings: ConsumerSettings): SessionTimes {
  const { CONSUMER_SESSION_TIMEOUT_MS: timeoutMs, CONSUMER_HEARTBEAT_MS: heartbeatMs } = settings;
  if (heartbeatMs * 3 > timeoutMs) {
    throw new Error('CONSUMER_HEARTBEAT_MS: at most a third of CONSUMER_SESSION_TIMEOUT_MS');
  }
  return { timeoutMs, heartbeatMs };
}

import { describe, expect, it } from '@jest/globals';
import { sessionTimes } from './settings.js';

describe('the times of a session', () => {
  it('are taken where two heartbeats may be lost', () => {
    const settings = { CONSUMER_SESSION_TIMEOUT_MS: 6_000, CONSUMER_HEARTBEAT_MS: 2_000 };
    expect(sessionTimes(settings)).toEqual({ timeoutMs: 6_000, heartbeatMs: 2_000 });
  });

  it('are refused where one late heartbeat would cost the partitions', () => {
    const settings = { CONSUMER_SESSION_TIMEOUT_MS: 6_000, CONSUMER_HEARTBEAT_MS: 2_001 };
    expect(() => sessionTimes(settings)).toThrow('CONSUMER_HEARTBEAT_MS: at most a third');
  });
});

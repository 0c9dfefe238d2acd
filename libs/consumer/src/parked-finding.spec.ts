import { describe, expect, it } from '@jest/globals';
import { parkedFinding } from './parked-finding.js';

const at = (time: string) => new Date(`2026-11-29T${time}:00Z`);

describe('what readiness says of parked events', () => {
  it('is nothing while there are none', () => {
    expect(parkedFinding('directory', [])).toEqual({ outcome: 'ok', because: '' });
  });

  it('is how many of which topic since when, and what to run', () => {
    const sums = [
      { topic: 'rollcall.groups.v1', kind: 'undecodable', count: 1, since: at('12:00') },
      { topic: 'rollcall.users.v1', kind: 'poison', count: 2, since: at('11:00') },
      { topic: 'rollcall.users.v1', kind: 'waiting', count: 7, since: at('10:00') },
    ];
    expect(parkedFinding('audit', sums)).toEqual({
      outcome: 'degraded',
      because:
        '10 events are set aside: 1 undecodable of rollcall.groups.v1 since 2026-11-29T12:00:00.000Z; ' +
        '2 poison, 7 waiting of rollcall.users.v1 since 2026-11-29T10:00:00.000Z. ' +
        'See: npm run projection -- audit parked list',
    });
  });

  it('says of a record of a later version that its partition stands still', () => {
    const sums = [{ topic: 'rollcall.users.v1', kind: 'stopped', count: 1, since: at('12:00') }];
    expect(parkedFinding('notifier', sums).because).toMatch(/^1 event is set aside, and a partition stands still/);
  });
});

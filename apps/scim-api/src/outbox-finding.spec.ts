import { describe, expect, it } from '@jest/globals';
import { outboxFinding } from './outbox-finding.js';

describe('what the relay says of the outbox', () => {
  it('is nothing while everything is published', () => {
    expect(outboxFinding({ stoppedLanes: [], trouble: null })).toEqual({ outcome: 'ok', because: '' });
  });

  it('is that a person is needed while a lane stands still: the others go on', () => {
    expect(outboxFinding({ stoppedLanes: [3], trouble: 'lanes 3 are stopped' })).toEqual({
      outcome: 'degraded',
      because: expect.stringMatching(/^lane 3 stands still: .*max\.message\.bytes/),
    });
    expect(outboxFinding({ stoppedLanes: [3, 7], trouble: 'x' }).because).toMatch(/^lanes 3, 7 stand still/);
  });

  it('is why nothing is published', () => {
    expect(outboxFinding({ stoppedLanes: [], trouble: 'no broker' })).toEqual({
      outcome: 'failed',
      because: 'no broker',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { sinceOf } from './since.ts';

const HIRED = { kind: 'created', at: '2024-03-01T08:00:00.000Z' } as const;
const LEFT = { kind: 'deactivated', at: '2025-03-01T08:00:00.000Z' } as const;
const BACK = { kind: 'activated', at: '2026-03-01T08:00:00.000Z' } as const;
const MOVED = { kind: 'changed', at: '2026-04-01T08:00:00.000Z' } as const;

describe('since when somebody is here', () => {
  it('is the last time that it changed, and not what was changed beside it', () => {
    expect(sinceOf([MOVED, HIRED])).toBe(HIRED.at);
    expect(sinceOf([MOVED, BACK, LEFT, HIRED])).toBe(BACK.at);
    expect(sinceOf([LEFT, MOVED, HIRED])).toBe(LEFT.at);
  });

  it('is not known where the versions do not go back so far', () => {
    expect(sinceOf([MOVED])).toBeNull();
  });
});

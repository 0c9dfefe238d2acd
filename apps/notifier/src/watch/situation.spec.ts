import { describe, expect, it } from '@jest/globals';
import { dueNotice, judge, type LastNotice, type Symptom } from './situation.js';

const T0 = new Date('2026-11-29T10:00:00Z');
const after = (minutes: number): Date => new Date(T0.getTime() + minutes * 60_000);
const MINUTES_5 = 300_000;
const HOUR = 3_600_000;

const parked: Symptom = { process: 'directory', check: 'parked', says: '1 event is set aside', needsPerson: true };
const silent: Symptom = { process: 'audit', check: 'answer', says: 'its /readyz does not answer', needsPerson: false };

describe('what the processes say of themselves', () => {
  it('is told at once where a process itself says that it needs a person', () => {
    const { troubles, isWaiting } = judge([parked], new Map(), { now: T0, patienceMs: MINUTES_5 });
    expect(troubles).toEqual([{ process: 'directory', says: '1 event is set aside' }]);
    expect(isWaiting).toBe(false);
  });

  it('is not told of a deployment, and is told of a process that stays away', () => {
    const first = judge([silent], new Map(), { now: T0, patienceMs: MINUTES_5 });
    expect([first.troubles, first.isWaiting]).toEqual([[], true]);
    const fourth = judge([silent], first.memory, { now: after(4), patienceMs: MINUTES_5 });
    expect(fourth.troubles).toEqual([]);
    const fifth = judge([silent], fourth.memory, { now: after(5), patienceMs: MINUTES_5 });
    expect(fifth.troubles).toEqual([{ process: 'audit', says: 'its /readyz does not answer' }]);
  });

  it('begins anew after a moment in which all was well', () => {
    const first = judge([silent], new Map(), { now: T0, patienceMs: MINUTES_5 });
    const well = judge([], first.memory, { now: after(4), patienceMs: MINUTES_5 });
    const again = judge([silent], well.memory, { now: after(5), patienceMs: MINUTES_5 });
    expect(again.troubles).toEqual([]);
  });
});

describe('the mail that is due', () => {
  const told = (kind: 'trouble' | 'clear', isUnsent = false): LastNotice => ({ kind, at: T0, isUnsent });
  const trouble = { troubles: [parked], isWaiting: false };
  const well = { troubles: [], isWaiting: false };
  const waiting = { troubles: [], isWaiting: true };

  it.each([
    ['none while all was always well', { situation: well, last: null, minutes: 0, expected: 'none' }],
    ['one of the first trouble at once', { situation: trouble, last: null, minutes: 0, expected: 'trouble' }],
    ['none in the hour after it', { situation: trouble, last: told('trouble'), minutes: 59, expected: 'none' }],
    [
      'another when an hour has passed and it lasts',
      { situation: trouble, last: told('trouble'), minutes: 60, expected: 'trouble' },
    ],
    ['none of the end within the hour', { situation: well, last: told('trouble'), minutes: 59, expected: 'none' }],
    ['one of the end after it', { situation: well, last: told('trouble'), minutes: 60, expected: 'clear' }],
    [
      'none of an end that nobody is sure of',
      { situation: waiting, last: told('trouble'), minutes: 60, expected: 'none' },
    ],
    ['one of the end only once', { situation: well, last: told('clear'), minutes: 600, expected: 'none' }],
    [
      'none of a new trouble within the hour of the end',
      { situation: trouble, last: told('clear'), minutes: 30, expected: 'none' },
    ],
    ['one of a new trouble after it', { situation: trouble, last: told('clear'), minutes: 60, expected: 'trouble' }],
    [
      'no second one while the first waits for the mail server',
      { situation: trouble, last: told('trouble', true), minutes: 600, expected: 'refresh' },
    ],
    [
      'none of the end before the first has gone',
      { situation: well, last: told('trouble', true), minutes: 600, expected: 'none' },
    ],
  ] as const)('is %s', (_title, { situation, last, minutes, expected }) => {
    expect(dueNotice(situation, last, { now: after(minutes), everyMs: HOUR })).toBe(expected);
  });
});

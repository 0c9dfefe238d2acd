import { describe, expect, it } from '@jest/globals';
import type { Approval } from './queries.ts';
import { standingOf, waitingFor } from './standing.ts';

const NOW = new Date('2026-11-24T14:05:00.000Z');
const at = (hours: number): string => new Date(NOW.getTime() + hours * 3_600_000).toISOString();
const approval = (more: Partial<Approval> = {}): Approval => ({
  id: 'approval-1',
  act: 'people.erase',
  object: 'gone',
  reason: 'Asked for.',
  state: 'pending',
  askedBy: { id: 'ada', name: 'Ada' },
  askedAt: at(-1),
  endsAt: at(23),
  decidedBy: null,
  decidedAt: null,
  ...more,
});
const standing = (items: readonly Approval[], needed = true) =>
  standingOf({ items, needed }, { act: 'people.erase', object: 'gone' }, { account: 'ada', now: NOW }).kind;

describe('what one wants to do', () => {
  it('is free where there is nobody to ask', () => {
    expect(standing([], false)).toBe('free');
  });

  it('waits, or is approved, by what was asked for this by oneself', () => {
    expect(standing([approval()])).toBe('pending');
    expect(standing([approval({ state: 'declined' }), approval({ state: 'approved' })])).toBe('approved');
  });

  it.each<[string, Partial<Approval>]>([
    ['nothing', { act: 'sign-ons.enforce' }],
    ['it is another person', { object: 'other' }],
    ['somebody else asked', { askedBy: { id: 'bea', name: 'Bea' } }],
    ['it was declined', { state: 'declined' }],
    ['it was used', { state: 'used' }],
    ['it has ended', { state: 'approved', endsAt: at(0) }],
  ])('has to be asked for where %s', (_why, more) => {
    expect(standing([approval(more)])).toBe('ask');
  });

  it('is the tenant’s own where no object is named', () => {
    const items = [approval({ act: 'sign-ons.enforce', object: 'tenant', state: 'approved' })];
    const wanted = { act: 'sign-ons.enforce' } as const;
    expect(standingOf({ items, needed: true }, wanted, { account: 'ada', now: NOW }).kind).toBe('approved');
  });
});

it('waits for one what others ask and nobody has decided', () => {
  const theirs = { askedBy: { id: 'bea', name: 'Bea' } };
  const items = [
    approval(),
    approval({ id: '2', ...theirs }),
    approval({ id: '3', ...theirs, state: 'approved' }),
    approval({ id: '4', ...theirs, endsAt: at(-1) }),
  ];
  expect(waitingFor({ items, needed: true }, 'ada', NOW).map(({ id }) => id)).toEqual(['2']);
});

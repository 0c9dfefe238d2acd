import type { OwnAnswers } from './own.js';
import { ago, GONE, PERSON, TENANT, uuid } from './scenario.js';

const DAY = 24 * 60;
const ADA = { id: uuid(2), name: 'Ada Lovelace' };
const MARY = { id: uuid(4), name: 'Mary Jackson' };

const asked = {
  act: 'people.erase',
  object: PERSON,
  reason: 'Asked to be forgotten, ticket 4711',
  askedBy: MARY,
  askedAt: ago(90),
  endsAt: ago(90 - DAY),
  decidedBy: null,
  decidedAt: null,
};
const byAda = { ...asked, askedBy: ADA };
const approved = { state: 'approved', decidedBy: MARY, decidedAt: ago(30), endsAt: ago(30 - DAY) };
const ofSignOn = { act: 'sign-ons.enforce', object: TENANT.id, reason: 'As agreed with everybody' };

/** One administrator alone, and what two did when there were two. */
const DONE = [
  { ...byAda, ...approved, state: 'used', endsAt: ago(3 * DAY), askedAt: ago(4 * DAY) },
  { ...asked, ...ofSignOn, state: 'declined', decidedBy: ADA, decidedAt: ago(9 * DAY), endsAt: ago(8 * DAY) },
  { ...asked, state: 'pending', askedAt: ago(40 * DAY), endsAt: ago(39 * DAY) },
];

/** Two: what others ask, and what one may do oneself. */
const BUSY = [
  { ...asked, state: 'pending' },
  { ...asked, ...ofSignOn, state: 'pending', reason: '<b>Because</b>' },
  { ...byAda, ...ofSignOn, ...approved },
];

const WAITING = [{ ...byAda, object: GONE, state: 'pending' }];

const numbered = (items: readonly object[]): readonly object[] =>
  items.map((one, at) => ({ id: uuid(60 + at), ...one }));

export const ANSWERS_OF_APPROVALS: OwnAnswers = {
  'GET /api/approvals': {
    needs: 'settings:read',
    answer: ({ state }) => {
      if (state === 'million') return { items: numbered(BUSY), needed: true };
      if (state === 'waiting') return { items: numbered(WAITING), needed: true };
      return { items: state === 'empty' ? [] : numbered(DONE), needed: false };
    },
  },
  'POST /api/approvals': {
    needs: 'settings:change',
    takes: ['act!', 'object', 'reason!'],
    answer: (_, { body }) => ({ id: uuid(70), ...asked, ...body, state: 'pending', askedBy: ADA }),
  },
  'POST /api/approvals/{id}/approve': { needs: 'team:change', answer: () => undefined },
  'POST /api/approvals/{id}/decline': { needs: 'team:change', answer: () => undefined },
};

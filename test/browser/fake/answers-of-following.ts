import { pageOf, type Answers } from './answer.js';
import { ago, PERSON, uuid } from './scenario.js';

const parked = {
  id: '7',
  topic: 'rollcall.users.v1',
  partition: 3,
  offset: '48210',
  eventId: uuid(900),
  eventType: 'rollcall.UserUpdated',
  kind: 'poison',
  because: 'The manager is the person itself.',
};

const unreadable = {
  ...parked,
  id: '8',
  offset: '48299',
  eventId: null,
  eventType: null,
  kind: 'undecodable',
  because: 'specversion 2.0 is not known',
};

const own = { resourceId: PERSON, since: ago(190) };
const ofAll = {
  key: `${uuid(1)}/${PERSON}`,
  attempts: 3,
  parkedAt: ago(190),
  discardedAt: null,
  discardedBy: null,
  discardedWhy: null,
};

const discarded = {
  ...unreadable,
  ...ofAll,
  id: '5',
  kind: 'discarded',
  discardedAt: ago(100),
  discardedBy: uuid(2),
  discardedWhy: 'A test of the broker, of nobody.',
};

const decided = { applied: 2, left: 0, because: null };

/** Of a consumer: how far it is, and what it has set aside. */
function following(events: number, behindMs: number): Answers {
  const lag = (): object => ({
    asOf: ago(0),
    behindMs,
    events,
    items: events === 0 ? [] : [{ topic: 'rollcall.users.v1', partition: 3, events, behindMs }],
    next: null,
  });
  return {
    getLag: lag,
    getLagAsOperator: lag,
    listOwnParked: (...asked) =>
      pageOf(
        asked,
        [
          { ...parked, ...own },
          { ...unreadable, ...own },
        ],
        (index) => ({ ...parked, ...own, id: String(100 + index) }),
      ),
    listParked: (scenario, asked) =>
      pageOf(
        [scenario, asked],
        [
          { ...parked, ...ofAll },
          { ...unreadable, ...ofAll },
          ...(asked.query.get('all') === 'true' ? [discarded] : []),
        ],
        (index) => ({ ...parked, ...ofAll, id: String(100 + index) }),
      ),
    releaseParked: () => decided,
    discardParked: () => decided,
  };
}

const NOTHING_PARKED = { items: [], next: null };
const CLEAN: Answers = { listOwnParked: () => NOTHING_PARKED, listParked: () => NOTHING_PARKED };

export const DIRECTORY_FOLLOWS = following(3, 200);
export const AUDIT_FOLLOWS: Answers = { ...following(3, 200), ...CLEAN };
export const NOTIFIER_FOLLOWS: Answers = { ...following(0, 0), ...CLEAN };

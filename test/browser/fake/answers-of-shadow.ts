import type { Answers } from './answer.js';
import { ago, uuid, type Scenario } from './scenario.js';

/** A second connection of a company in the state of a million rows. */
export const SHADOW = uuid(17);
/** One whose shadow goes live and which is paused, in the same company. */
export const GOING_LIVE = uuid(18);

const NOBODY = { create: 0, match: 0, change: 0, deactivate: 0, reactivate: 0, delete: 0 };

const shadow = {
  connectionId: SHADOW,
  state: 'open',
  startedAt: ago(90),
  resources: 1_204,
  memberships: 5_310,
  users: { ...NOBODY, create: 1_000_000, match: 120, change: 83, deactivate: 2 },
  groups: { ...NOBODY, change: 1 },
  refused: [{ code: 'value-too-long', count: 3, lastAt: ago(12), lastRequestId: uuid(256) }],
  mails: [
    { kind: 'joiner', count: 812 },
    { kind: 'leaver', count: 2 },
    { kind: 'not-sent', count: 40 },
  ],
  goingLive: null,
};

const goingLive = {
  ...shadow,
  mails: null,
  connectionId: GOING_LIVE,
  state: 'going-live',
  goingLive: {
    askedAt: ago(3),
    by: uuid(2),
    reason: 'The cycle is as it should be.',
    done: 640,
    left: 12,
    undecided: 2,
    isHeld: true,
  },
};

const changed = { path: 'title', before: 'Analyst', after: 'Principal Analyst' };
const promoted = {
  path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
  before: null,
  after: { value: uuid(4_096) },
};
const item = {
  id: uuid(700),
  type: 'User',
  name: 'grace@contoso.example',
  kind: 'change',
  version: 4,
  shadow: { version: 4, changes: [changed, promoted, { path: 'costCenter', before: '***', after: '***' }] },
  members: null,
  live: null,
  because: null,
};
const group = {
  ...item,
  id: uuid(701),
  type: 'Group',
  name: 'Everybody in Engineering',
  shadow: { version: 2, changes: [] },
  members: { added: 12, removed: 3 },
};
const moved = {
  ...item,
  live: { version: 5, changes: [{ ...changed, after: 'Head of Analysis' }] },
  because: 'moved',
};
const gone = {
  ...item,
  id: uuid(702),
  name: 'lin@contoso.example',
  live: { version: null, changes: [] },
  because: 'duplicate-user',
};

export function shadowsOf({ state }: Scenario, connection: object): readonly object[] {
  if (state !== 'million') return [];
  return [
    { ...connection, id: SHADOW, name: 'Shadow', shadow: 'open' },
    {
      ...connection,
      id: GOING_LIVE,
      name: 'Shadow of November',
      shadow: 'going-live',
      pause: { since: ago(2), by: uuid(2), reason: null },
    },
  ];
}

const EACH = 50;

export const ANSWERS_OF_SHADOW: Answers = {
  getShadow: (_scenario, { path }) => (path.includes(GOING_LIVE) ? goingLive : shadow),
  listShadowItems: (_scenario, { query }) => {
    if (query.get('kind') !== 'create') return { items: [item, group], next: null };
    const from = Number(query.get('cursor') ?? 0);
    const items = Array.from({ length: EACH }, (_, at) => ({
      ...item,
      id: uuid(10_000 + from + at),
      name: `person${from + at}@contoso.example`,
      kind: 'create',
      version: null,
    }));
    return { items, next: String(from + EACH) };
  },
  listUndecidedOfShadow: () => ({ items: [moved, gone], next: null }),
  goLive: () => goingLive,
  decideShadow: () => ({ ...goingLive, goingLive: { ...goingLive.goingLive, undecided: 1 } }),
  dropShadow: () => undefined,
};

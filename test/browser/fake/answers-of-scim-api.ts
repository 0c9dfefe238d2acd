import { ago, TENANT, uuid, type Scenario } from './scenario.js';
import { ANSWERS_OF_ACTIVITY } from './answers-of-activity.js';
import { ANSWERS_OF_ATTRIBUTES, UNKNOWN_ATTRIBUTES } from './answers-of-attributes.js';
import { ANSWERS_OF_GRANTS } from './answers-of-grants.js';
import { ANSWERS_OF_READERS } from './answers-of-readers.js';
import { ANSWERS_OF_SHADOW, shadowsOf } from './answers-of-shadow.js';
import type { Answers } from './answer.js';

const CONNECTION = uuid(16);

const connection = {
  id: CONNECTION,
  tenantId: TENANT.id,
  name: 'Microsoft Entra ID',
  tolerance: 'tolerant',
  inactiveDuplicate: 'conflict',
  rateLimit: { perSecond: 50, burst: 500 },
  methods: { token: true, clientSecret: true, federated: false, entraToken: false },
  brake: { percent: 15, people: 500, atLeast: 50, mode: 'refuse' },
  federation: null,
  notifyOnFailure: true,
  notificationAddresses: ['identity@contoso.example', 'it-operations-of-the-whole-company@contoso.example'],
  pause: null,
  shadow: null,
  warnings: [],
  clientId: CONNECTION,
  tokenUrl: 'https://scim.rollcall.example/oauth/token',
  createdAt: ago(60 * 24 * 90),
};

const issuedBy = { type: 'account', name: uuid(2), stillMay: null };
const credential = {
  connectionId: CONNECTION,
  issuedBy,
  revokedAt: null,
  lastUsedFrom: '203.0.113.0/24',
  warnings: [],
};

const credentials = [
  {
    ...credential,
    id: uuid(32),
    method: 'token',
    name: 'Entra, production',
    createdAt: ago(60 * 24 * 340),
    expiresAt: ago(-60 * 24 * 6),
    lastUsedAt: ago(4),
  },
  {
    ...credential,
    id: uuid(33),
    method: 'clientSecret',
    name: 'Rotation of November',
    // Who was an identity administrator then, and is an auditor now.
    issuedBy: { ...issuedBy, name: uuid(3) },
    createdAt: ago(60 * 24 * 2),
    expiresAt: ago(-60 * 24 * 363),
    lastUsedAt: null,
    lastUsedFrom: null,
  },
];

/** Both of one day, without a name. */
const UNNAMED = [6, 5].map((minutes, at) => ({
  ...credential,
  id: uuid(34 + at),
  method: 'token',
  name: 'Issued 2026-11-24',
  createdAt: ago(minutes),
  expiresAt: ago(-60 * 24 * 365),
  lastUsedAt: null,
  lastUsedFrom: null,
}));

const brake = {
  state: 'open',
  people: 12,
  most: 94,
  members: 30,
  engagedAt: null,
  held: 0,
  told: 0,
  releasedUntil: null,
  releasedPeople: [],
  peopleReleasedUntil: null,
};

const health = {
  connectionId: CONNECTION,
  name: connection.name,
  pause: null,
  contact: { state: 'on-time', at: ago(4), everyMinutes: 40, missed: 0, usedAt: ago(4) },
  people: { active: 628, all: 671 },
  refusals: { count: 41, isMore: false },
  expiries: credentials.map(({ id, name, method, expiresAt }) => ({ credentialId: id, name, method, expiresAt })),
  lag: { events: 3, oldestAt: ago(0) },
  brake,
  drift: null,
};

const NOT_YET = {
  ...health,
  contact: { state: 'never', at: null, everyMinutes: 40, missed: 0, usedAt: null },
  people: { active: 0, all: 0 },
  refusals: { count: 0, isMore: false },
};

const counts = {
  requests: 700,
  people: 671,
  created: 3,
  updated: 12,
  disabled: 2,
  reactivated: 0,
  deleted: 0,
  refused: 1,
  failed: 0,
  unchanged: 653,
};

const cycles = [
  { kind: 'full', beganAt: ago(4), lastAt: ago(0), isUnderWay: true, durationMs: 240_000, progress: 0.62, counts },
  {
    kind: 'incremental',
    beganAt: ago(44),
    lastAt: ago(42),
    isUnderWay: false,
    durationMs: 92_000,
    progress: null,
    counts: { ...counts, refused: 41, created: 0 },
  },
  {
    kind: 'on demand',
    beganAt: ago(71),
    lastAt: ago(71),
    isUnderWay: false,
    durationMs: 850,
    progress: null,
    counts: { ...counts, people: 1, created: 1, updated: 0, disabled: 0, refused: 0 },
  },
  {
    kind: 'test',
    beganAt: ago(75),
    lastAt: ago(75),
    isUnderWay: false,
    durationMs: 12,
    progress: null,
    counts: { ...counts, people: 0, created: 0, updated: 0, disabled: 0, refused: 0 },
  },
].map((cycle) => ({ connectionId: CONNECTION, known: 671, ...cycle }));

const decisions = [
  {
    id: uuid(64),
    at: ago(4),
    credentialId: uuid(32),
    method: 'token',
    reason: null,
    expected: null,
    received: null,
    network: '203.0.113.0/24',
  },
  {
    id: uuid(65),
    at: ago(74),
    credentialId: null,
    method: 'federated',
    reason: 'assertion_audience',
    expected: '4f3c1c1e-52a5-4a6e-9b1a-0d2f6a3a9b10',
    received: 'api://00000003-0000-0000-c000-000000000000',
    network: '203.0.113.0/24',
  },
];

const groups = [
  {
    code: 'value-too-long',
    place: 'title',
    remedy: 'Shorten the value in Entra, or map another attribute to it.',
    count: 41,
    people: 12,
    since: ago(180),
    last: ago(42),
    mended: null,
  },
  {
    code: 'duplicate-user',
    place: 'userName',
    remedy: 'Another person has this user name: change it in Entra, or remove the other one.',
    count: 2,
    people: 1,
    since: ago(600),
    last: ago(300),
    mended: { at: ago(260), version: 4 },
  },
];

const tenant = {
  id: TENANT.id,
  name: TENANT.name,
  slug: TENANT.slug,
  notificationAddress: 'identity@contoso.example',
  unknownAttributes: 'ignore',
  timeZone: TENANT.timeZone,
  suspendedAt: null,
  version: 1,
  createdAt: ago(60 * 24 * 100),
  changedAt: ago(60 * 24 * 10),
};

const unknownClient = {
  client: uuid(99),
  method: 'clientSecret',
  network: '198.51.100.0/24',
  count: 7,
  firstAt: ago(300),
  lastAt: ago(12),
};

const isEmpty = ({ state }: Scenario): boolean => state === 'empty';
const groupsOf = (code: string | null): readonly unknown[] =>
  code === 'unknown-attribute' ? UNKNOWN_ATTRIBUTES : groups;
const page = (items: readonly unknown[]): object => ({ items, next: null });

export const ANSWERS_OF_SCIM_API: Answers = {
  getTenant: () => tenant,
  listTenants: (scenario) =>
    page(
      isEmpty(scenario)
        ? []
        : [tenant, { ...tenant, id: uuid(3), name: 'Fabrikam', slug: 'fabrikam', suspendedAt: ago(60) }],
    ),
  listUnknownClients: (scenario) => ({ items: isEmpty(scenario) ? [] : [unknownClient] }),
  listConnections: (scenario) => page(isEmpty(scenario) ? [] : [connection, ...shadowsOf(scenario, connection)]),
  getConnection: () => connection,
  createConnection: () => connection,
  changeConnection: () => connection,
  getConnectionHealth: ({ state }) => (state === 'waiting' ? NOT_YET : health),
  listCredentials: ({ state }) => page(state === 'waiting' ? [...credentials, ...UNNAMED] : credentials),
  issueCredential: () => ({ ...credentials[0], token: `rc_${'a1B2'.repeat(11)}` }),
  listDecisions: ({ state }) => ({ items: state === 'waiting' ? decisions.slice(1) : decisions }),
  getBrake: () => brake,
  releaseBrake: () => ({ ...brake, state: 'released', releasedUntil: ago(-60) }),
  upholdBrake: () => ({ ...brake, state: 'upheld' }),
  pauseConnection: () => ({ ...connection, pause: { since: ago(0), by: uuid(2), reason: null } }),
  resumeConnection: () => connection,
  listCycles: ({ state }) => page(state === 'empty' || state === 'waiting' ? [] : cycles),
  groupActivity: (scenario, { query }) => ({ items: isEmpty(scenario) ? [] : groupsOf(query.get('code')) }),
  changeTenant: () => tenant,
  ...ANSWERS_OF_ACTIVITY,
  ...ANSWERS_OF_ATTRIBUTES,
  ...ANSWERS_OF_READERS,
  ...ANSWERS_OF_GRANTS,
  ...ANSWERS_OF_SHADOW,
};

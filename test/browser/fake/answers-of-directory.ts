import { ABSENT, pageOf, type Answers } from './answer.js';
import { DIRECTORY_FOLLOWS } from './answers-of-following.js';
import { ANSWERS_OF_CHART } from './answers-of-chart.js';
import { ANSWERS_OF_PAST, topsOf, withTime } from './answers-of-past.js';
import { employee, ENTERPRISE, namedBy } from './employees.js';
import { answersOfSegments } from './answers-of-segments.js';
import { ago, EVENT, GONE, GROUP, PERSON, uuid, type Scenario } from './scenario.js';

/** What the directory shows colleagues of each other. */
function colleague(number: number): Record<string, unknown> {
  return { ...employee(number), externalId: null, employeeNumber: null, managerId: null, active: true };
}

const report = (number: number): Record<string, unknown> => ({ ...employee(number), depth: 1 });

const shownTo = ({ role }: Scenario) => (role === 'employee' ? colleague : employee);
const OWN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
const SOME = 12;
const DEPARTMENTS = ['Design', 'Engineering', 'Legal', 'Security & Trust', '研究開発'];

const count = (number: number, isExact = true): object => ({ count: number, isExact });

const movement = (kind: string, number: number, minutes: number): object => {
  const { id, displayName, userName, title, department } = employee(number);
  return {
    kind,
    at: ago(minutes),
    version: 1,
    eventId: uuid(16_384 + number),
    employee: { id, displayName, userName, title, department },
  };
};

const version = (number: number, kind: string, changes: readonly object[]): Record<string, unknown> => ({
  version: number,
  at: ago(10_000 - 1_000 * number),
  eventId: EVENT,
  kind,
  active: kind !== 'deactivated',
  isAfterGap: number === 5,
  changes,
});

const HISTORY = [
  version(5, 'activated', [{ path: 'active', before: false, after: true }]),
  version(4, 'changed', [{ path: `${ENTERPRISE}:manager`, before: null, after: { value: uuid(4_098) } }]),
  version(3, 'deactivated', [{ path: 'active', before: true, after: false }]),
  version(2, 'changed', [
    { path: 'title', before: 'Engineer', after: 'Staff engineer' },
    { path: `${ENTERPRISE}:department`, before: null, after: '研究開発' },
    { path: `${ENTERPRISE}:manager`, before: { value: uuid(4_098) }, after: { value: uuid(4_096) } },
    { path: 'photos', before: null, after: [{ value: `data:image/png;base64,${'iVBOR'.repeat(400)}` }] },
  ]),
  version(
    1,
    'created',
    ['userName', 'name.givenName', 'name.familyName', 'title'].map((path) => ({ path, before: null, after: 'Ada' })),
  ),
];

const NAMES_OF_GROUPS = ['All staff', 'Engineering', 'القانون', '研究開発', '=Sales & Marketing'] as const;

function group(number: number): Record<string, unknown> {
  return {
    id: uuid(32_768 + number),
    displayName: NAMES_OF_GROUPS[number] ?? `Project ${number}`,
    externalId: number === 0 ? null : uuid(36_864 + number),
    members: number === 0 ? 671 : 18 * number,
    version: 3,
    changedAt: ago(60 * number + 5),
  };
}

function member(number: number): Record<string, unknown> {
  const { id, displayName, active, title, department } = employee(number);
  return { id, type: 'User', displayName, active, title, department };
}

const NOT_PEOPLE = [
  { id: uuid(32_769), type: 'Group', displayName: 'Engineering', active: null, title: null, department: null },
  { id: uuid(300), type: 'User', displayName: null, active: null, title: null, department: null },
];

const isEmpty = ({ state }: Scenario): boolean => state === 'empty';

export const ANSWERS_OF_DIRECTORY: Answers = {
  ...DIRECTORY_FOLLOWS,
  getTotals: (scenario) =>
    isEmpty(scenario)
      ? Object.fromEntries(TOTALS.map((name) => [name, count(0)]))
      : {
          people: count(scenario.state === 'million' ? 100_000 : 671, scenario.state !== 'million'),
          active: count(628),
          inactive: count(43),
          departments: count(18),
          groups: count(24),
          joinedThisWeek: count(3),
          leftThisWeek: count(2),
        },
  listMovements: (...asked) =>
    pageOf(asked, [movement('joined', 1, 5), movement('left', 3, 90), movement('joined', 4, 200)], (index) =>
      movement(index % 2 === 0 ? 'joined' : 'left', index, index),
    ),
  listDepartments: (scenario) => ({
    items: isEmpty(scenario) ? [] : DEPARTMENTS.map((name, index) => ({ name, people: count(212 - 40 * index) })),
    next: null,
  }),
  ...ANSWERS_OF_PAST,
  ...ANSWERS_OF_CHART,
  ...answersOfSegments(employee),
  search: (...asked) => {
    const shown = shownTo(asked[0]);
    return pageOf(asked, [0, 1, 2].map(shown), shown);
  },
  listEmployees: (...asked) => {
    const { query } = asked[1];
    if (query.get('managerId') === 'none') return withTime(asked[1], topsOf(asked));
    if (query.has('id')) return { items: namedBy(query), next: null };
    const shown = shownTo(asked[0]);
    if (query.has('externalId')) return { items: [shown(1)], next: null };
    const page = pageOf(
      asked,
      Array.from({ length: SOME }, (_, index) => shown(index)),
      shown,
    );
    return withTime(asked[1], page);
  },
  getEmployee: (scenario, asked) => {
    const { id = PERSON } = asked.operation.path;
    if (id === GONE && !asked.query.has('asOf')) return ABSENT;
    const extensions = scenario.role === 'employee' ? {} : { [OWN]: { Iban: '***', Team: 'Red' } };
    return withTime(asked, { ...shownTo(scenario)(id === GONE ? 4 : 1), id, extensions });
  },
  revealSensitive: (_, asked) => ({
    id: asked.operation.path['id'] ?? PERSON,
    version: 3,
    at: ago(20),
    isAfterGap: false,
    event: EVENT,
    topic: 'rollcall.users.v1',
    partition: 1,
    offset: '7',
    requestId: null,
    values: [{ attribute: 'Iban', before: null, value: 'CH93 0076 2011', isKept: true }],
  }),
  listReports: (...asked) => pageOf(asked, [report(2), report(3), report(4)], report),
  listEmployeeHistory: (...asked) =>
    asked[1].operation.path['id'] === GONE
      ? { items: [version(6, 'deleted', []), ...HISTORY], next: null }
      : pageOf(asked, HISTORY, (index) => ({ ...HISTORY[2], version: 1_000_000 - index, at: ago(index) })),
  listGroups: (...asked) =>
    pageOf(
      asked,
      NAMES_OF_GROUPS.map((_, index) => group(index)),
      group,
    ),
  getGroup: () => ({ ...group(3), id: GROUP }),
  listGroupMembers: (...asked) => pageOf(asked, [...NOT_PEOPLE, member(0), member(3)], member),
  erasePerson: (_, { operation }) => ({
    id: operation.path['id'],
    erasedAt: ago(0),
    rows: { employees: 1, employee_versions: 6 },
    notReached: [{ place: 'audit', because: 'Entries of the audit log are chained and are kept as long as it is.' }],
  }),
  getLag: () => ({ asOf: ago(0), behindMs: 200, events: 3, items: [], next: null }),
};

const TOTALS = ['people', 'active', 'inactive', 'departments', 'groups', 'joinedThisWeek', 'leftThisWeek'] as const;

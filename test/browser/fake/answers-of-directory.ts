import { pageOf, type Answers } from './answer.js';
import { ago, uuid, type Scenario } from './scenario.js';

const CORE = [
  ['Ada', 'Lovelace', 'Chief engineer', 'Engineering'],
  ['Misaki', '佐藤', 'Designer', 'Design'],
  ['Layla', 'الحسن', 'Counsel', 'Legal'],
  ['Zoë', 'O’Hara-Šimůnková', null, null],
  ['<b>Bobby</b>', '"Tables"', 'Robert’); drop table employees; --', 'Security & Trust'],
] as const;

/** As many as a page of a company that is large, in whatever state. */
function employee(number: number): Record<string, unknown> {
  const [givenName, familyName, title, department] = CORE[number % CORE.length] ?? CORE[0];
  return {
    id: uuid(4_096 + number),
    userName: `person-${number}@contoso.example`,
    externalId: uuid(8_192 + number),
    displayName: `${givenName} ${familyName}`,
    name: { formatted: null, givenName, familyName, middleName: null },
    active: number % 7 !== 3,
    department,
    title,
    employeeNumber: String(10_000 + number),
    mail: `person-${number}@contoso.example`,
    emails: [{ value: `person-${number}@contoso.example`, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+49 30 901820', type: 'work' }],
    managerId: number === 0 ? null : uuid(4_096),
    manager: number === 0 ? null : { id: uuid(4_096), displayName: 'Ada Lovelace', active: true },
    references: [],
    extensions: {},
    version: 3,
    changedAt: ago(60 * number + 5),
  };
}

/** What the directory shows colleagues of each other. */
function colleague(number: number): Record<string, unknown> {
  return { ...employee(number), externalId: null, employeeNumber: null, managerId: null, active: true };
}

const shownTo = ({ role }: Scenario) => (role === 'employee' ? colleague : employee);
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

const isEmpty = ({ state }: Scenario): boolean => state === 'empty';

export const ANSWERS_OF_DIRECTORY: Answers = {
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
  listEmployees: (...asked) => {
    const shown = shownTo(asked[0]);
    return pageOf(
      asked,
      Array.from({ length: SOME }, (_, index) => shown(index)),
      shown,
    );
  },
  getLag: () => ({ asOf: ago(0), behindMs: 200, events: 3, items: [], next: null }),
};

const TOTALS = ['people', 'active', 'inactive', 'departments', 'groups', 'joinedThisWeek', 'leftThisWeek'] as const;

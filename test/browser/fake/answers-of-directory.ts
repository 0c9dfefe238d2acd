import type { Answers } from './answer.js';
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
  listMovements: (scenario) => ({
    items: isEmpty(scenario) ? [] : [movement('joined', 1, 5), movement('left', 3, 90), movement('joined', 4, 200)],
    next: null,
  }),
};

const TOTALS = ['people', 'active', 'inactive', 'departments', 'groups', 'joinedThisWeek', 'leftThisWeek'] as const;

import { pageOf, type Answers } from './answer.js';
import { employee } from './employees.js';
import { ago, GONE, uuid, type Scenario } from './scenario.js';

/** Counted half a minute ago. */
const PLACES_AT = ago(0.5);

/** Somebody, with what tells namesakes apart. */
function person(number: number): object {
  const { id, displayName, title, department, employeeNumber, active } = employee(number);
  return { id, displayName, title, department, employeeNumber, active };
}

/** 0 leads 1 to 3, of whom each leads three: who is below all of them, and nobody is below these. */
const SPANS: Readonly<Record<number, readonly [directs: number, everybody: number]>> = {
  0: [3, 12],
  1: [3, 3],
  2: [3, 3],
  3: [3, 3],
};

function node(number: number, level: number, managerId: string | null): object {
  const [directs, everybody] = SPANS[number] ?? [0, 0];
  return { ...person(number), level, managerId, directs, everybody, more: directs > 0 };
}

const numberOf = (id: string): number => Number.parseInt(id.slice(-4), 16) - 4_096;

const teamOf = (root: string): readonly object[] => {
  const number = numberOf(root);
  return number in SPANS ? [1, 2, 3].map((one) => node(number * 3 + one, 1, root)) : [];
};

const countsOf = ({ state }: Scenario): object | null => {
  // The directory counts nobody of a company that nobody has come to.
  if (state === 'waiting' || state === 'empty') return null;
  return { people: state === 'million' ? 1_000_000 : 671, roots: 2, orphans: 2, circles: 1, levels: 7 };
};

const orphan = (number: number): object => ({
  kind: 'orphan',
  person: person(number),
  managerId: 'nobody@contoso.example',
  because: 'unknown',
  lastManager: null,
});
const KATHERINE = { id: GONE, displayName: 'Katherine Johnson' };
const left = { ...orphan(5), managerId: GONE, because: 'left', lastManager: KATHERINE };

const under = (number: number): object => ({
  kind: 'disabled-manager',
  person: person(number),
  manager: { id: uuid(4_099), displayName: 'Zoë O’Hara-Šimůnková', active: false },
});

const circle = (number: number): object => ({
  kind: 'circle',
  members: [person(number), person(number + 1), person(number + 2)],
  size: 3,
});

const FINDINGS: Readonly<Record<string, { readonly some: readonly object[]; readonly many: (at: number) => object }>> =
  {
    orphan: { some: [left, orphan(6)], many: orphan },
    'disabled-manager': { some: [under(11), under(12)], many: under },
    circle: { some: [circle(7)], many: (at) => circle(3 * at) },
  };

/** What the directory says of the organisation as it is. */
export const ANSWERS_OF_CHART: Answers = {
  getChart: (scenario, asked) => {
    const root = asked.query.get('root');
    const level = root === null ? [node(0, 1, null), node(3, 1, null)] : teamOf(root);
    return {
      ...pageOf([scenario, asked], level, (number) => node(number, 1, root)),
      root: root === null ? null : { ...node(numberOf(root), 0, null), id: root },
      placesAt: countsOf(scenario) === null ? null : PLACES_AT,
      counts: countsOf(scenario),
    };
  },
  listEverybody: (scenario, asked) => {
    const root = asked.query.get('root') ?? '';
    const below = [node(1, 1, root), node(4, 2, uuid(4_097)), node(5, 2, uuid(4_097)), node(2, 1, root)];
    return {
      ...pageOf([scenario, asked], below, (number) => node(number, 1 + (number % 5), root)),
      total: scenario.state === 'empty' ? 0 : 4,
      placesAt: PLACES_AT,
    };
  },
  listChartFindings: (scenario, asked) => {
    const { some = [], many = orphan } = FINDINGS[asked.query.get('kind') ?? ''] ?? {};
    return { ...pageOf([scenario, asked], some, many), placesAt: PLACES_AT };
  },
};

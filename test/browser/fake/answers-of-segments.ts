import { pageOf, type Answers } from './answer.js';
import { ago, uuid, type Scenario } from './scenario.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const segment = (name: string, filter: string, minutes: number): object => ({
  name,
  filter,
  version: 2,
  changedAt: ago(minutes),
});

const SEGMENTS = [
  segment('design-and-legal', `${ENTERPRISE}:department eq "Design" or ${ENTERPRISE}:department eq "Legal"`, 40),
  segment('engineers', 'title co "engineer" and active eq true', 5),
  segment('below-ada', `under "${uuid(4_096)}"`, 9_000),
];

/** As many as there may be. */
const HUNDRED = Array.from({ length: 100 }, (_, at) => segment(`segment-${at}`, 'title pr', at));

const VALUES: Readonly<Record<string, readonly (string | null)[]>> = {
  department: ['Engineering', 'Design', '研究開発', null, '<b>Sales</b>'],
  title: ['Chief engineer', 'Designer', 'مستشار', null],
  // Somebody who has left among them.
  manager: [uuid(4_096), uuid(4_099), 'boss@contoso.example', '10007', null],
  active: ['true', 'false'],
};

/** How many have each value, in numbers that fall. */
export function countsBy({ state }: Scenario, query: URLSearchParams): object {
  const by = query.get('by') ?? 'active';
  if (state === 'empty') return { total: { count: 0, isExact: true }, by, items: [], others: 0 };
  const isMany = state === 'million';
  const items = (VALUES[by] ?? []).map((value, at) => ({ value, count: (isMany ? 40_000 : 240) >> at }));
  const total = { count: isMany ? 100_000 : 671, isExact: !isMany };
  return { total, by, items, others: by === 'active' ? 0 : 17 };
}

export const answersOfSegments = (employee: (number: number) => unknown): Answers => ({
  listSegments: ({ state }) => ({
    items: state === 'empty' ? [] : state === 'million' ? HUNDRED : SEGMENTS,
    next: null,
  }),
  getSegment: () => SEGMENTS[1],
  putSegment: (_, { operation, body }) => ({
    ...SEGMENTS[1],
    ...(body as object),
    name: operation.path['name'],
  }),
  removeSegment: () => undefined,
  listSegmentPeople: (...asked) => pageOf(asked, [employee(0), employee(1), employee(4)], employee),
  countSegment: (scenario, { query }) => countsBy(scenario, query),
  countEmployees: (scenario, { query }) => countsBy(scenario, query),
});

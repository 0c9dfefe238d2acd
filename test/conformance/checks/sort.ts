import type { Check } from '../check.js';
import type { Answer } from '../client.js';
import { expectError, expectList, expectThat } from '../expect.js';
import { at, textAt, wordOf } from '../json.js';
import type { Probe } from '../probe.js';

const CLAUSE = 'RFC 7644 §3.4.2.3';
/** Case counts for nothing in displayName; somebody has no title. */
const NAMES = ['bertha', 'Adam', 'caesar', 'Zoe'] as const;
const TITLES: Readonly<Record<string, string>> = { bertha: 'B', Adam: 'A', caesar: 'C' };

interface SortRow {
  readonly id: string;
  readonly expected: string;
  readonly query: Readonly<Record<string, string>>;
  readonly order: readonly string[];
}

const ROWS: readonly SortRow[] = [
  {
    id: 'default',
    expected: 'sortBy alone sorts ascending, without regard to case',
    query: { sortBy: 'displayName' },
    order: ['Adam', 'bertha', 'caesar', 'Zoe'],
  },
  {
    id: 'ascending',
    expected: 'sortOrder=ascending',
    query: { sortBy: 'displayName', sortOrder: 'ascending' },
    order: ['Adam', 'bertha', 'caesar', 'Zoe'],
  },
  {
    id: 'descending',
    expected: 'sortOrder=descending',
    query: { sortBy: 'displayName', sortOrder: 'descending' },
    order: ['Zoe', 'caesar', 'bertha', 'Adam'],
  },
  {
    id: 'empty-last',
    expected: 'who has no value comes last when ascending',
    query: { sortBy: 'title' },
    order: ['Adam', 'bertha', 'caesar', 'Zoe'],
  },
  {
    id: 'empty-first',
    expected: 'who has no value comes first when descending',
    query: { sortBy: 'title', sortOrder: 'descending' },
    order: ['Zoe', 'caesar', 'bertha', 'Adam'],
  },
  {
    id: 'sub-attribute',
    expected: 'sortBy may name a sub-attribute',
    query: { sortBy: 'name.familyName' },
    order: ['Adam', 'bertha', 'caesar', 'Zoe'],
  },
  {
    id: 'multi-valued',
    expected: 'a multi-valued attribute sorts by its primary value',
    query: { sortBy: 'emails' },
    order: ['bertha', 'Adam', 'caesar', 'Zoe'],
  },
  {
    id: 'names-case',
    expected: 'the name in sortBy counts in any case',
    query: { sortBy: 'DISPLAYNAME' },
    order: ['Adam', 'bertha', 'caesar', 'Zoe'],
  },
];

export const SORT: readonly Check[] = [
  ...ROWS.map(({ id, expected, query, order }): Check => ({
    id: `sort.${id}`,
    level: 'MUST',
    source: CLAUSE,
    expected,
    needs: { features: ['sort', 'filter'], attributes: ['title', 'displayName', 'name.familyName', 'emails'] },
    run: async (probe) => {
      const prefix = await people(probe);
      const answer = await probe.find(`userName sw "${prefix}"`, query);
      const seen = expectList(answer).resources.map((user) => textAt(user, 'displayName') ?? '?');
      expectThat(seen.join() === order.join(), answer, `the order is ${seen.join(', ')}`);
    },
  })),
  {
    id: 'sort.pages',
    level: 'MUST',
    source: `${CLAUSE}, §3.4.2.4`,
    expected: 'pages cut the sorted list',
    needs: { features: ['sort', 'filter'], attributes: ['displayName'] },
    run: async (probe) => {
      const prefix = await people(probe);
      const seen: string[] = [];
      for (const startIndex of ['1', '3']) {
        const query = { sortBy: 'displayName', startIndex, count: '2' };
        const answer = await probe.find(`userName sw "${prefix}"`, query);
        seen.push(...expectList(answer).resources.map((user) => wordOf(at(user, 'displayName'))));
        const before = ['Adam', 'bertha', 'caesar', 'Zoe'].slice(0, seen.length);
        expectThat(seen.join() === before.join(), answer, `so far ${seen.join(', ')}`);
      }
    },
  },
  {
    id: 'sort.unknown',
    level: 'SHOULD',
    source: CLAUSE,
    expected: 'sortBy an attribute that nobody has is ignored or refused with 400',
    needs: { features: ['sort'], working: true },
    run: async (probe) => expectListOr400(await probe.get(probe.users, { sortBy: 'noSuchAttribute', count: '1' })),
  },
];

function expectListOr400(answer: Answer): void {
  if (answer.status === 400) expectError(answer, { status: 400 });
  else expectList(answer);
}

/** The beginning of their userNames. */
function people(probe: Probe): Promise<string> {
  return probe.shared('sorted-people', async () => {
    for (const [index, name] of NAMES.entries()) {
      const userName = probe.name('sorted');
      const title = TITLES[name];
      await probe.user({
        userName,
        displayName: name,
        name: { givenName: 'Same', familyName: name },
        ...(title === undefined ? {} : { title }),
        // The primary of the second comes after that of the first, and its other one before.
        emails: [
          { type: 'home', value: `z${9 - index}@conformance.example` },
          {
            type: 'work',
            value: `${name === 'Adam' ? 'b' : name === 'bertha' ? 'a' : name.toLowerCase()}@conformance.example`,
            primary: true,
          },
        ],
      });
    }
    return `${probe.session.names.prefix}-sorted-`;
  });
}

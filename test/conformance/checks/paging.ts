import type { Check } from '../check.js';
import { expectError, expectList, expectThat, expectValue, idsOf } from '../expect.js';
import type { Probe } from '../probe.js';

const CLAUSE = 'RFC 7644 §3.4.2.4';
/** Gallery test 23 wants at least eleven. */
const PEOPLE = 12;

export const PAGING: readonly Check[] = [
  {
    id: 'paging.first',
    level: 'MUST',
    source: `${CLAUSE}; Postman: startIndex=1&count=2`,
    expected: 'a page has no more than count resources; itemsPerPage says how many, startIndex where it begins',
    run: async (probe) => {
      await people(probe);
      const answer = await probe.get(probe.users, { startIndex: '1', count: '2' });
      const { total, resources } = expectList(answer);
      expectThat(resources.length === 2, answer, `${resources.length} resources instead of 2`);
      expectThat(total >= PEOPLE, answer, `totalResults is ${total}, and there are at least ${PEOPLE}`);
      expectValue(answer, ['itemsPerPage'], 2);
      expectValue(answer, ['startIndex'], 1);
    },
  },
  {
    id: 'paging.walk',
    level: 'MUST',
    source: `${CLAUSE}; gallery test 23; Entra account discovery`,
    expected: 'page after page, startIndex is what was asked for and nobody comes twice',
    run: async (probe) => {
      await people(probe);
      const seen = new Set<string>();
      for (const startIndex of [1, 6, 11]) {
        const answer = await probe.get(probe.users, { startIndex: String(startIndex), count: '5' });
        const ids = idsOf(expectList(answer));
        expectValue(answer, ['startIndex'], startIndex);
        expectThat(ids.length > 0 && ids.length <= 5, answer, `${ids.length} resources`);
        const twice = ids.find((id) => seen.has(id));
        expectThat(twice === undefined, answer, `${twice} was on an earlier page`);
        for (const id of ids) seen.add(id);
      }
    },
  },
  {
    id: 'paging.stable',
    level: 'MUST',
    source: `${CLAUSE}; Entra account discovery`,
    expected: 'the same page asked for twice is the same',
    run: async (probe) => {
      await people(probe);
      const query = { startIndex: '3', count: '5' };
      const first = await probe.list(probe.users, query);
      const answer = await probe.get(probe.users, query);
      const isSame = idsOf(expectList(answer)).join() === idsOf(first).join();
      expectThat(isSame, answer, 'the page changed although nobody changed anything');
    },
  },
  ...['0', '-5'].map((startIndex): Check => ({
    id: startIndex === '0' ? 'paging.start-zero' : 'paging.start-negative',
    level: 'MUST',
    source: CLAUSE,
    expected: `startIndex ${startIndex} is taken as 1`,
    run: async (probe) => {
      await people(probe);
      const first = await probe.list(probe.users, { startIndex: '1', count: '2' });
      const answer = await probe.get(probe.users, { startIndex, count: '2' });
      expectThat(idsOf(expectList(answer)).join() === idsOf(first).join(), answer, 'not the first page');
      expectValue(answer, ['startIndex'], 1);
    },
  })),
  ...['0', '-1'].map((count): Check => ({
    id: count === '0' ? 'paging.count-zero' : 'paging.count-negative',
    level: 'MUST',
    source: CLAUSE,
    expected: `count ${count} shows no resource, and totalResults all the same`,
    run: async (probe) => {
      await people(probe);
      const answer = await probe.get(probe.users, { count });
      const { total, resources } = expectList(answer);
      expectThat(resources.length === 0, answer, `${resources.length} resources`);
      expectThat(total >= PEOPLE, answer, `totalResults is ${total}`);
    },
  })),
  {
    id: 'paging.beyond',
    level: 'MUST',
    source: CLAUSE,
    expected: 'a page behind the last is 200 without resources',
    run: async (probe) => {
      const answer = await probe.get(probe.users, { startIndex: '100000000', count: '5' });
      expectThat(expectList(answer).resources.length === 0, answer, 'there are resources');
    },
  },
  {
    id: 'paging.not-a-number',
    level: 'SHOULD',
    source: `${CLAUSE}, §3.12`,
    expected: 'a startIndex that is no integer is refused with 400',
    needs: { working: true },
    run: async (probe) => expectError(await probe.get(probe.users, { startIndex: 'first' }), { status: 400 }),
  },
  {
    id: 'paging.filtered-total',
    level: 'MUST',
    source: CLAUSE,
    expected: 'totalResults counts what the filter finds, not what the page shows',
    needs: { features: ['filter'] },
    run: async (probe) => {
      await people(probe);
      const filter = `userName sw "${probe.session.names.prefix}-paged-"`;
      const answer = await probe.find(filter, { count: '3' });
      const { total, resources } = expectList(answer);
      expectThat(total === PEOPLE, answer, `totalResults is ${total} instead of ${PEOPLE}`);
      expectThat(resources.length === 3, answer, `${resources.length} resources instead of 3`);
    },
  },
];

function people(probe: Probe): Promise<readonly string[]> {
  return probe.shared('paged-people', async () => {
    const ids: string[] = [];
    while (ids.length < PEOPLE) {
      const { id } = await probe.user({ userName: probe.name('paged') });
      ids.push(id);
    }
    return ids;
  });
}

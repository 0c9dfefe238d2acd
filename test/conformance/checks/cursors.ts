import type { Check, Needs } from '../check.js';
import { expectError, expectList, expectThat, idsOf } from '../expect.js';
import { textAt } from '../json.js';
import type { Probe } from '../probe.js';
import { SEARCH_REQUEST } from '../urns.js';

const SOURCE = 'RFC 9865 §2';
const NEEDS: Needs = { features: ['cursor', 'filter'] };
const PEOPLE = 5;
const PAGE = { needsTotal: false };

/** RFC 9865: announced by `pagination.cursor` of ServiceProviderConfig. */
export const CURSORS: readonly Check[] = [
  {
    id: 'cursor.walk',
    level: 'MUST',
    source: SOURCE,
    expected: 'from an empty cursor from page to page everybody comes once, and the last page has no nextCursor',
    needs: NEEDS,
    run: async (probe) => {
      const filter = await people(probe);
      const seen: string[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const answer = await probe.find(filter, { cursor, count: '2' });
        const list = expectList(answer, PAGE);
        expectThat(list.resources.length <= 2, answer, `${list.resources.length} resources instead of 2`);
        expectThat(list.resources.length > 0, answer, 'a page without resources');
        seen.push(...idsOf(list));
        cursor = textAt(answer.body, 'nextCursor');
        expectThat(seen.length <= PEOPLE, answer, 'more than there are');
        if (cursor === undefined) {
          expectThat(new Set(seen).size === PEOPLE, answer, `${new Set(seen).size} of ${PEOPLE} came`);
        }
      }
    },
  },
  {
    id: 'cursor.first-page',
    level: 'MUST',
    source: SOURCE,
    expected: 'the first page has no previousCursor',
    needs: NEEDS,
    run: async (probe) => {
      const answer = await probe.find(await people(probe), { cursor: '', count: '2' });
      expectThat(textAt(answer.body, 'nextCursor') !== undefined, answer, 'no nextCursor on the first of three pages');
      expectThat(textAt(answer.body, 'previousCursor') === undefined, answer, 'there is a previousCursor');
    },
  },
  {
    id: 'cursor.invalid',
    level: 'MUST',
    source: 'RFC 9865 §2.3',
    expected: 'a cursor that was never given out is 400 invalidCursor',
    needs: NEEDS,
    run: async (probe) => {
      const answer = await probe.get(probe.users, { cursor: 'never-given-out', count: '2' });
      expectError(answer, { status: 400, scimType: ['invalidCursor', 'expiredCursor'] });
    },
  },
  {
    id: 'cursor.other-query',
    level: 'SHOULD',
    source: `${SOURCE} (the other parameters stay the same)`,
    expected: 'the cursor of another query is refused with 400',
    needs: NEEDS,
    run: async (probe) => {
      const first = await probe.find(await people(probe), { cursor: '', count: '2' });
      const cursor = textAt(first.body, 'nextCursor') ?? '';
      const answer = await probe.find('active eq true', { cursor, count: '2' });
      expectError(answer, { status: 400, scimType: ['invalidCursor', 'expiredCursor'] });
    },
  },
  {
    id: 'cursor.count',
    level: 'MUST',
    source: 'RFC 9865 §2.3',
    expected: 'a count that cannot be is 400 invalidCount',
    needs: NEEDS,
    run: async (probe) => {
      const answer = await probe.find(await people(probe), { cursor: '', count: 'many' });
      expectError(answer, { status: 400, scimType: ['invalidCount', 'invalidValue'] });
    },
  },
  {
    id: 'cursor.search',
    level: 'MUST',
    source: 'RFC 9865 §3',
    expected: 'a cursor works in a search by POST too',
    needs: NEEDS,
    run: async (probe) => {
      const filter = await people(probe);
      const search = (cursor: string) =>
        probe.post(`${probe.users}/.search`, { schemas: [SEARCH_REQUEST], filter, cursor, count: 2 });
      const first = await search('');
      const next = await search(textAt(first.body, 'nextCursor') ?? 'none');
      const [before, after] = [idsOf(expectList(first, PAGE)), idsOf(expectList(next, PAGE))];
      expectThat(after.length === 2 && after.every((id) => !before.includes(id)), next, 'not the second page');
    },
  },
];

/** A filter that finds them. */
function people(probe: Probe): Promise<string> {
  return probe.shared('cursor-people', async () => {
    for (let made = 0; made < PEOPLE; made += 1) await probe.user({ userName: probe.name('cursor') });
    return `userName sw "${probe.session.names.prefix}-cursor-"`;
  });
}

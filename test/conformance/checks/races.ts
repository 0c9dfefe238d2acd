import type { Check } from '../check.js';
import type { Answer } from '../client.js';
import { expectError, expectStatus, expectThat, expectValue } from '../expect.js';
import { at, listAt } from '../json.js';

const AT_ONCE = 8;

/** What holds one after the other has to hold at the same time. */
export const RACES: readonly Check[] = [
  {
    id: 'race.same-username',
    level: 'MUST',
    source: 'RFC 7643 §7 (uniqueness), RFC 7644 §3.3; onyx-dot-app/onyx#14093',
    expected: `of ${AT_ONCE} simultaneous POSTs of one userName one is 201, and the others are 409`,
    run: async (probe) => {
      const body = probe.userBody();
      const answers = await Promise.all(times(() => probe.post(probe.users, body)));
      const [first, ...others] = answers.toSorted((a, b) => a.status - b.status);
      if (first === undefined) return;
      expectStatus(first, 201);
      for (const other of others) expectError(other, { status: 409 });
    },
  },
  {
    id: 'race.same-attribute',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2 (each request is atomic)',
    expected: `after ${AT_ONCE} simultaneous PATCHes of two attributes both are of the same request`,
    needs: { features: ['patch'], attributes: ['title', 'nickName'] },
    run: async (probe) => {
      const made = await probe.user({ title: 'none', nickName: 'none' });
      const patch = (index: number): Promise<Answer> =>
        probe.patch(
          made.path,
          ['title', 'nickName'].map((path) => ({ op: 'replace', path, value: `v${index}` })),
        );
      for (const answer of await Promise.all(times(patch))) expectStatus(answer, 200, 204);
      const later = await probe.read(made);
      expectThat(at(later.body, 'title') !== 'none', later, 'none of them was applied');
      expectValue(later, ['nickName'], at(later.body, 'title'));
    },
  },
  {
    id: 'race.members',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2.1; Entra sends the members of a group in several requests',
    expected: `after ${AT_ONCE} simultaneous PATCHes that each add a member all are in the group`,
    needs: { groups: true, features: ['patch'] },
    run: async (probe) => {
      const users = await Promise.all(times(() => probe.user()));
      const group = await probe.group();
      const add = (index: number): Promise<Answer> =>
        probe.patch(group.path, [{ op: 'add', path: 'members', value: [{ value: users[index]?.id ?? '' }] }]);
      for (const answer of await Promise.all(times(add))) expectStatus(answer, 200, 204);
      const later = await probe.read(group);
      const seen = listAt(later.body, 'members').length;
      expectThat(seen === AT_ONCE, later, `${seen} members instead of ${AT_ONCE}`);
    },
  },
];

function times<T>(send: (index: number) => Promise<T>): Promise<T>[] {
  return Array.from({ length: AT_ONCE }, (_, index) => send(index));
}

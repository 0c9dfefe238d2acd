import type { Check, Needs } from '../check.js';
import {
  expectError,
  expectIds,
  expectList,
  expectResource,
  expectStatus,
  expectThat,
  expectValue,
} from '../expect.js';
import { at, listAt, textAt, wordOf } from '../json.js';
import { GROUP } from '../urns.js';
import { ABSENT_ID, quote } from '../values.js';

const NEEDS: Needs = { groups: true };
const FILTER: Needs = { groups: true, features: ['filter'] };

export const GROUPS: readonly Check[] = [
  {
    id: 'groups.create',
    level: 'MUST',
    source: 'RFC 7644 §3.3; validator: Create a new Group; gallery test 19; Postman: empty create',
    expected: 'POST /Groups answers 201 with id, displayName, meta and Location',
    needs: NEEDS,
    run: async (probe) => {
      const body = probe.groupBody();
      const answer = await probe.post(probe.groups, body);
      const group = expectResource(answer, 201);
      expectThat((textAt(group, 'id') ?? '') !== '', answer, 'no id');
      expectValue(answer, ['displayName'], body.displayName);
      expectValue(answer, ['meta', 'resourceType'], 'Group');
      expectThat(answer.headers.location !== undefined, answer, 'no Location');
      expectThat(listAt(group, 'schemas').includes(GROUP), answer, 'schemas has not the URN of the group');
    },
  },
  {
    id: 'groups.create.with-members',
    level: 'MUST',
    source: 'RFC 7643 §4.2; Postman: filled create',
    expected: 'a group can be created with its members',
    needs: NEEDS,
    run: async (probe) => {
      const user = await probe.user();
      const made = await probe.group({ members: [{ value: user.id }] });
      expectValue(await probe.read(made), ['members', 0, 'value'], user.id);
    },
  },
  {
    id: 'groups.create.without-name',
    level: 'MUST',
    source: 'RFC 7643 §4.2 (displayName is required)',
    expected: 'a group without displayName is refused with 400',
    needs: { ...NEEDS, working: true },
    run: async (probe) => expectError(await probe.post(probe.groups, { schemas: [GROUP] }), { status: 400 }),
  },
  {
    id: 'groups.create.duplicate',
    level: 'MUST',
    profile: 'entra',
    source: 'validator: Create a duplicate Group; Microsoft Learn: displayName is unique',
    expected: 'a second group of the same displayName is refused with 409',
    needs: NEEDS,
    run: async (probe) => {
      const { body } = await probe.group();
      const answer = await probe.post(probe.groups, probe.groupBody({ displayName: body.displayName }));
      expectError(answer, { status: 409, scimType: 'uniqueness' });
    },
  },
  {
    id: 'groups.get.absent',
    level: 'MUST',
    source: 'RFC 7644 §3.4.1',
    expected: 'GET of a group that does not exist is 404',
    needs: { ...NEEDS, working: true },
    run: async (probe) => expectError(await probe.get(`${probe.groups}/${ABSENT_ID}`), { status: 404 }),
  },
  {
    id: 'groups.get.excluded-members',
    level: 'MUST',
    source: 'RFC 7644 §3.9; validator: by id, excluding members',
    expected: 'excludedAttributes=members leaves the members out, on GET and in lists',
    needs: FILTER,
    run: async (probe) => {
      const user = await probe.user();
      const { path, body } = await probe.group({ members: [{ value: user.id }] });
      expectValue(await probe.get(path), ['members', 0, 'value'], user.id);
      const query = { excludedAttributes: 'members' };
      const one = await probe.get(path, query);
      expectThat(at(expectResource(one, 200), 'members') === undefined, one, 'members are shown');
      const list = await probe.get(probe.groups, { ...query, filter: `displayName eq ${quote(body.displayName)}` });
      const { resources } = expectList(list);
      expectThat(resources.length === 1 && at(resources[0], 'members') === undefined, list, 'members are shown');
    },
  },
  {
    id: 'groups.filter.name',
    level: 'MUST',
    source: 'RFC 7644 §3.4.2.2; validator: filter existing group; gallery test 8',
    expected: 'displayName eq finds exactly the one group, whatever the case of the value',
    needs: FILTER,
    run: async (probe) => {
      const { id, body } = await probe.group();
      const name = wordOf(body.displayName);
      for (const value of [name, name.toUpperCase()]) {
        expectIds(await probe.get(probe.groups, { filter: `displayName eq ${quote(value)}` }), [id]);
      }
    },
  },
  {
    id: 'groups.filter.none',
    level: 'MUST',
    source: 'RFC 7644 §3.4.2; validator: filter non-existing group',
    expected: 'a filter that no group matches is 200 with totalResults 0',
    needs: FILTER,
    run: async (probe) =>
      expectIds(await probe.get(probe.groups, { filter: `displayName eq ${quote(probe.name('group'))}` }), []),
  },
  {
    id: 'groups.filter.externalid',
    level: 'MUST',
    source: 'RFC 7644 §3.4.2.2, RFC 7643 §3.1',
    expected: 'externalId eq finds the group',
    needs: FILTER,
    run: async (probe) => {
      const externalId = probe.name('ext');
      const { id } = await probe.group({ externalId });
      expectIds(await probe.get(probe.groups, { filter: `externalId eq ${quote(externalId)}` }), [id]);
    },
  },
  {
    id: 'groups.filter.member',
    level: 'MUST',
    source: 'RFC 7644 §3.4.2.2; Microsoft Learn: reference check',
    expected: 'members[value eq …] and members.value eq … find the groups of a user',
    needs: FILTER,
    run: async (probe) => {
      const [user, other] = [await probe.user(), await probe.user()];
      const { id } = await probe.group({ members: [{ value: user.id }] });
      await probe.group({ members: [{ value: other.id }] });
      for (const filter of [`members[value eq ${quote(user.id)}]`, `members.value eq ${quote(user.id)}`]) {
        expectIds(await probe.get(probe.groups, { filter }), [id]);
      }
    },
  },
  {
    id: 'groups.rename',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2.3; gallery tests 9, 20; validator: update displayName',
    expected: 'replace of displayName renames the group and leaves its members',
    needs: { groups: true, features: ['patch'] },
    run: async (probe) => {
      const user = await probe.user();
      const made = await probe.group({ members: [{ value: user.id }] });
      const value = probe.name('group');
      expectStatus(await probe.patch(made.path, [{ op: 'replace', path: 'displayName', value }]), 200, 204);
      const later = await probe.read(made);
      expectValue(later, ['displayName'], value);
      expectValue(later, ['members', 0, 'value'], user.id);
    },
  },
  {
    id: 'groups.put',
    level: 'MUST',
    source: 'RFC 7644 §3.5.1; Postman: PUT replace',
    expected: 'PUT replaces name and members',
    needs: NEEDS,
    run: async (probe) => {
      const [old, young] = [await probe.user(), await probe.user()];
      const made = await probe.group({ members: [{ value: old.id }] });
      const body = probe.groupBody({ members: [{ value: young.id }] });
      expectStatus(await probe.put(made.path, body), 200, 204);
      const later = await probe.read(made);
      expectValue(later, ['displayName'], body.displayName);
      const members = listAt(later.body, 'members').map((member) => at(member, 'value'));
      expectThat(members.length === 1 && members[0] === young.id, later, `${members.length} members`);
    },
  },
  {
    id: 'groups.delete',
    level: 'MUST',
    source: 'RFC 7644 §3.6; validator: Delete a Group',
    expected: 'DELETE answers 204, then the group is 404, and its members stay',
    needs: NEEDS,
    run: async (probe) => {
      const user = await probe.user();
      const { path } = await probe.group({ members: [{ value: user.id }] });
      expectStatus(await probe.delete(path), 204);
      expectError(await probe.get(path), { status: 404 });
      expectError(await probe.delete(path), { status: 404 });
      expectStatus(await probe.get(user.path), 200);
    },
  },
  {
    id: 'groups.page',
    level: 'MUST',
    source: 'RFC 7644 §3.4.2.4; gallery test 24',
    expected: 'startIndex and count page through the groups, and no group comes twice',
    needs: NEEDS,
    run: async (probe) => {
      for (let made = 0; made < 4; made += 1) await probe.group();
      const seen = new Set<string>();
      for (const startIndex of [1, 3]) {
        const query = { startIndex: String(startIndex), count: '2', excludedAttributes: 'members' };
        const answer = await probe.get(probe.groups, query);
        const { resources } = expectList(answer);
        expectThat(resources.length === 2, answer, `${resources.length} groups instead of 2`);
        expectValue(answer, ['startIndex'], startIndex);
        for (const group of resources) {
          const id = textAt(group, 'id') ?? '?';
          expectThat(!seen.has(id), answer, `${id} came twice`);
          seen.add(id);
        }
      }
    },
  },
];

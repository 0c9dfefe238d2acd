import type { Needs } from '../check.js';
import { expectIds, expectList, expectResource, expectStatus, expectThat, expectValue } from '../expect.js';
import { at, isUnassigned, listAt, textAt } from '../json.js';
import type { Probe } from '../probe.js';
import { ENTERPRISE, GROUP } from '../urns.js';
import { quote } from '../values.js';

export interface GalleryTest {
  readonly number: number;
  readonly name: string;
  /** What Microsoft calls optional is a warning there. */
  readonly isOptional?: true;
  readonly expected: string;
  readonly needs?: Needs;
  readonly run: (probe: Probe) => Promise<void>;
}

const PATCHED: Needs = { features: ['patch', 'filter'] };
const GROUPS: Needs = { groups: true, features: ['patch', 'filter'] };
const MANAGER = `${ENTERPRISE}:manager`;
const DEPARTMENT = `${ENTERPRISE}:department`;

/** Tests 1 to 14 read Entra's own logs; here is what they look at over SCIM. */
export const LOG_TESTS: readonly GalleryTest[] = [
  {
    number: 1,
    name: 'Create_User_Test',
    expected: 'a created user is found by userName',
    needs: PATCHED,
    run: async (probe) => {
      const { id, body } = await probe.user();
      expectIds(await probe.find(`userName eq ${quote(body.userName)}`), [id]);
    },
  },
  {
    number: 2,
    name: 'Update_User_Test',
    expected: 'changed attributes have their new values',
    needs: { features: ['patch'], attributes: ['title', DEPARTMENT] },
    run: async (probe) => {
      const made = await probe.user({ title: 'Engineer' });
      const operations = [
        { op: 'Replace', path: 'title', value: 'Pilot' },
        { op: 'Add', path: DEPARTMENT, value: 'Engines' },
      ];
      expectStatus(await probe.patch(made.path, operations), 200, 204);
      const later = await probe.read(made);
      expectValue(later, ['title'], 'Pilot');
      expectValue(later, [ENTERPRISE, 'department'], 'Engines');
    },
  },
  {
    number: 3,
    name: 'Disable_User_Test',
    expected: 'a disabled user is there with active false',
    needs: PATCHED,
    run: async (probe) => {
      const made = await probe.user();
      expectStatus(await probe.patch(made.path, [{ op: 'Replace', path: 'active', value: 'False' }]), 200, 204);
      expectValue(await probe.read(made), ['active'], false);
    },
  },
  {
    number: 4,
    name: 'Delete_User_Test',
    isOptional: true,
    expected: 'a deleted user is 404, or in no list',
    needs: PATCHED,
    run: async (probe) => {
      const { path, body } = await probe.user();
      await probe.delete(path);
      const answer = await probe.get(path);
      if (answer.status !== 404) expectIds(await probe.find(`userName eq ${quote(body.userName)}`), []);
    },
  },
  {
    number: 5,
    name: 'User_Update_Manager_Test',
    expected: 'a manager is set, changed and taken away',
    needs: { features: ['patch'], attributes: [MANAGER] },
    run: managerUpdates,
  },
  {
    number: 6,
    name: 'Restore_User_Test',
    expected: 'a user that was taken away comes back by active True, or by a new POST',
    needs: PATCHED,
    run: async (probe) => {
      const made = await probe.user();
      for (const [value, active] of [
        ['False', false],
        ['True', true],
      ] as const) {
        expectStatus(await probe.patch(made.path, [{ op: 'Replace', path: 'active', value }]), 200, 204);
        expectValue(await probe.read(made), ['active'], active);
      }
    },
  },
  {
    number: 7,
    name: 'POD_User_Test',
    expected: 'on demand: nobody of the name, then a user, who is found',
    needs: PATCHED,
    run: async (probe) => {
      const body = probe.userBody();
      const filter = `userName eq ${quote(body.userName)}`;
      expectIds(await probe.find(filter), []);
      const answer = await probe.post(probe.users, body);
      expectIds(await probe.find(filter), [textAt(expectResource(answer, 201), 'id') ?? '']);
    },
  },
  {
    number: 8,
    name: 'Create_Group_Test',
    expected: 'a created group is found by displayName, and Schemas has groups',
    needs: { groups: true, features: ['filter'] },
    run: async (probe) => {
      const { id, body } = await probe.group();
      expectIds(await probe.get(probe.groups, { filter: `displayName eq ${quote(body.displayName)}` }), [id]);
      const answer = await probe.get('/Schemas');
      expectThat(
        expectList(answer).resources.some((schema) => textAt(schema, 'id') === GROUP),
        answer,
        'Schemas has no groups',
      );
    },
  },
  {
    number: 9,
    name: 'Update_Group_Test',
    expected: 'a renamed group has its new name',
    needs: GROUPS,
    run: async (probe) => {
      const made = await probe.group();
      const value = probe.name('group');
      expectStatus(await probe.patch(made.path, [{ op: 'Replace', path: 'displayName', value }]), 200, 204);
      expectValue(await probe.read(made), ['displayName'], value);
    },
  },
  {
    number: 10,
    name: 'Delete_Group_Test',
    isOptional: true,
    expected: 'a deleted group is in no list',
    needs: GROUPS,
    run: async (probe) => {
      const { path, body } = await probe.group();
      await probe.delete(path);
      expectIds(await probe.get(probe.groups, { filter: `displayName eq ${quote(body.displayName)}` }), []);
    },
  },
  {
    number: 11,
    name: 'Group_Update_Add_Member_Test',
    expected: 'an added member is in the group',
    needs: GROUPS,
    run: async (probe) => {
      const [user, made] = [await probe.user(), await probe.group()];
      expectStatus(
        await probe.patch(made.path, [{ op: 'Add', path: 'members', value: [{ $ref: null, value: user.id }] }]),
        200,
        204,
      );
      expectValue(await probe.read(made), ['members', 0, 'value'], user.id);
    },
  },
  {
    number: 12,
    name: 'Group_Update_Remove_Member_Test',
    expected: 'a removed member is not in the group, and the other is',
    needs: GROUPS,
    run: async (probe) => {
      const [gone, stays] = [await probe.user(), await probe.user()];
      const made = await probe.group({ members: [{ value: gone.id }, { value: stays.id }] });
      expectStatus(
        await probe.patch(made.path, [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: gone.id }] }]),
        200,
        204,
      );
      const later = await probe.read(made);
      expectThat(listAt(later.body, 'members').length === 1, later, `${listAt(later.body, 'members').length} members`);
      expectValue(later, ['members', 0, 'value'], stays.id);
    },
  },
  {
    number: 13,
    name: 'POD_Group_Test',
    expected: 'on demand: a group with five members, who are all in it',
    needs: GROUPS,
    run: async (probe) => {
      const members: string[] = [];
      while (members.length < 5) members.push((await probe.user()).id);
      const made = await probe.group();
      const value = members.map((id) => ({ $ref: null, value: id }));
      expectStatus(await probe.patch(made.path, [{ op: 'Add', path: 'members', value }]), 200, 204);
      const later = await probe.read(made);
      expectThat(listAt(later.body, 'members').length === 5, later, `${listAt(later.body, 'members').length} members`);
    },
  },
  {
    number: 14,
    name: 'Restore_Group_Test',
    isOptional: true,
    expected: 'a deleted group can be created again',
    needs: GROUPS,
    run: async (probe) => {
      const { path, body } = await probe.group();
      await probe.delete(path);
      expectStatus(await probe.post(probe.groups, probe.groupBody({ displayName: body.displayName })), 201);
    },
  },
];

export async function managerUpdates(probe: Probe): Promise<void> {
  const [made, first, second] = [await probe.user(), await probe.user(), await probe.user()];
  for (const [op, boss] of [
    ['Add', first],
    ['Replace', second],
  ] as const) {
    expectStatus(await probe.patch(made.path, [{ op, path: MANAGER, value: boss.id }]), 200, 204);
    expectValue(await probe.read(made), [ENTERPRISE, 'manager', 'value'], boss.id);
  }
  expectStatus(await probe.patch(made.path, [{ op: 'Replace', path: MANAGER, value: '' }]), 200, 204);
  const later = await probe.read(made);
  expectThat(isUnassigned(at(later.body, ENTERPRISE, 'manager')), later, 'the manager is still there');
}

import type { Check, Needs } from '../check.js';
import { expectIds, expectList, expectResource, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, isUnassigned, listAt, textAt, type Json, type Value } from '../json.js';
import type { Made, Probe } from '../probe.js';
import { ENTERPRISE, GROUP, USER } from '../urns.js';
import { quote } from '../values.js';

interface GalleryTest {
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

/** Tests 1 to 14 read Entra's own logs; here is what they look at over SCIM. 15 to 25 are whole. */
const TESTS: readonly GalleryTest[] = [
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
    number: 8,
    name: 'Create_Group_Test',
    expected: 'a created group is found by displayName, and Schemas has groups',
    needs: { groups: true, features: ['filter'] },
    run: async (probe) => {
      const { id, body } = await probe.group();
      expectIds(await probe.get(probe.groups, { filter: `displayName eq ${quote(body.displayName)}` }), [id]);
      const answer = await probe.get('/Schemas');
      expectThat(schemaOf(expectList(answer).resources, GROUP) !== undefined, answer, 'Schemas has no groups');
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
  {
    number: 15,
    name: 'Schema_Discoverability_Test',
    expected: 'Schemas has every attribute of the default mappings',
    run: discoverability,
  },
  {
    number: 16,
    name: 'SCIM_Null_Update_Test',
    expected: 'a PATCH by "" clears, and one by null leaves it so',
    needs: { features: ['patch'], attributes: ['title', 'nickName'] },
    run: async (probe) => {
      const made = await probe.user({ title: 'Engineer', nickName: 'Ada' });
      for (const value of ['', null]) {
        const operations = ['title', 'nickName'].map((path) => ({ op: 'Replace', path, value }));
        expectStatus(await probe.patch(made.path, operations), 200, 204);
        const later = await probe.read(made);
        const left = ['title', 'nickName'].find((name) => !isUnassigned(at(later.body, name)));
        expectThat(left === undefined, later, `${left} is still ${show(at(later.body, left ?? ''))}`);
      }
    },
  },
  {
    number: 17,
    name: 'SCIM_User_Create_Test',
    expected: 'POST is 200 or 201 with an id, and userName comes back',
    run: async (probe) => {
      const body = probe.userBody();
      const answer = await probe.post(probe.users, body);
      expectThat((textAt(expectResource(answer, 200, 201), 'id') ?? '') !== '', answer, 'no id');
      expectValue(answer, ['userName'], body.userName);
    },
  },
  {
    number: 18,
    name: 'SCIM_User_Update_Test',
    expected: 'every single text that Schemas names can be changed by PATCH and reads back exactly',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const made = await probe.user();
      await patchAll(probe, made, USER);
    },
  },
  {
    number: 19,
    name: 'SCIM_Group_Create_Test',
    expected: 'POST of a group is 200 or 201 with an id, and displayName comes back',
    needs: { groups: true },
    run: async (probe) => {
      const body = probe.groupBody();
      const answer = await probe.post(probe.groups, body);
      expectThat((textAt(expectResource(answer, 200, 201), 'id') ?? '') !== '', answer, 'no id');
      expectValue(answer, ['displayName'], body.displayName);
    },
  },
  {
    number: 20,
    name: 'SCIM_Group_Update_Test',
    expected: 'every single text of a group can be changed by PATCH and reads back exactly',
    needs: GROUPS,
    run: async (probe) => {
      const made = await probe.group();
      await patchAll(probe, made, GROUP);
    },
  },
  {
    number: 21,
    name: 'Validate_Credentials_Test',
    isOptional: true,
    expected: 'a token by client credentials is valid for one to six hours',
    run: async (probe) => probe.skip('the report is given a token, and no client credentials'),
  },
  {
    number: 22,
    name: 'Federated_Identity_Test',
    isOptional: true,
    expected: 'a token of Entra is exchanged for one of the target',
    run: async (probe) => probe.skip('the report is given a token, and no federated identity'),
  },
  {
    number: 23,
    name: 'SCIM_User_Pagination_Test',
    expected: 'eleven users are at least two pages of five, and startIndex is page * 5 + 1',
    run: async (probe) => pages(probe, probe.users, () => probe.user()),
  },
  {
    number: 24,
    name: 'SCIM_Group_Pagination_Test',
    isOptional: true,
    expected: 'the same for groups',
    needs: { groups: true },
    run: async (probe) => pages(probe, probe.groups, () => probe.group()),
  },
  {
    number: 25,
    name: 'SCIM_Update_Manager_Test',
    expected: 'PATCH adds, replaces and empties the manager',
    needs: { features: ['patch'], attributes: [MANAGER] },
    run: async (probe) => {
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
    },
  },
];

export const ENTRA_GALLERY: readonly Check[] = TESTS.map(({ number, name, isOptional, ...test }): Check => ({
  ...test,
  id: `gallery.${String(number).padStart(2, '0')}`,
  level: isOptional === true ? 'SHOULD' : 'MUST',
  profile: 'entra',
  source: `Entra gallery test ${number}, ${name}`,
}));

/** The default mappings of Entra, as far as RFC 7643 has their targets in a schema. */
const MAPPED: Readonly<Record<string, readonly string[]>> = {
  [USER]: [
    'userName',
    'active',
    'displayName',
    'title',
    'emails.value',
    'emails.type',
    'name.givenName',
    'name.familyName',
    'phoneNumbers.value',
    'addresses.streetAddress',
    'preferredLanguage',
  ],
  [GROUP]: ['displayName', 'members.value'],
};

async function discoverability(probe: Probe): Promise<void> {
  const answer = await probe.get('/Schemas');
  const schemas = expectList(answer).resources;
  for (const [urn, paths] of Object.entries(MAPPED)) {
    const schema = schemaOf(schemas, urn);
    expectThat(schema !== undefined, answer, `Schemas has no ${urn}`);
    const missing = paths.find((path) => path.split('.').reduce<Value>(attributeOf, schema) === undefined);
    expectThat(missing === undefined, answer, `${urn} has no ${missing}`);
  }
}

function schemaOf(schemas: readonly Json[], urn: string): Json | undefined {
  return schemas.find((schema) => textAt(schema, 'id') === urn);
}

function attributeOf(schema: Value, name: string): Value {
  const attributes = [...listAt(schema, 'attributes'), ...listAt(schema, 'subAttributes')];
  return attributes.find((attribute) => textAt(attribute, 'name')?.toLowerCase() === name.toLowerCase());
}

/** Names of their own form, whose values a target may hold against it. */
const FORMED: Readonly<Record<string, string>> = {
  locale: 'en-GB',
  preferredLanguage: 'en-GB',
  timezone: 'Europe/London',
};
const NEVER = ['id', 'schemas', 'meta', 'active', 'groups', 'roles', 'userName', 'externalId', 'password'];

async function patchAll(probe: Probe, made: Made, urn: string): Promise<void> {
  const schemas = await probe.list('/Schemas');
  const attributes = listAt(schemaOf(schemas.resources, urn), 'attributes').filter(isWritableText);
  const names = attributes.flatMap((attribute) => textAt(attribute, 'name') ?? []);
  if (names.length === 0) probe.skip(`Schemas names no single text of ${urn} that can be written`);
  const values = new Map(names.map((name) => [name, FORMED[name] ?? probe.name('text')]));
  const operations = [...values].map(([path, value]) => ({ op: 'Replace', path, value }));
  expectStatus(await probe.patch(made.path, operations), 200, 204);
  const later = await probe.read(made);
  for (const [name, value] of values) expectValue(later, [name], value);
}

function isWritableText(attribute: Json): boolean {
  const isText = textAt(attribute, 'type') === 'string' && at(attribute, 'multiValued') !== true;
  const isFree = listAt(attribute, 'canonicalValues').length === 0;
  const isWritable = (textAt(attribute, 'mutability') ?? 'readWrite') === 'readWrite';
  return isText && isFree && isWritable && !NEVER.includes(textAt(attribute, 'name') ?? '');
}

async function pages(probe: Probe, endpoint: string, make: () => Promise<Made>): Promise<void> {
  for (let made = 0; made < 11; made += 1) await make();
  for (const page of [0, 1]) {
    const query = { startIndex: String(page * 5 + 1), count: '5' };
    const answer = await probe.get(endpoint, query);
    expectThat(expectList(answer).resources.length === 5, answer, 'not five of them');
    expectValue(answer, ['startIndex'], page * 5 + 1);
  }
}

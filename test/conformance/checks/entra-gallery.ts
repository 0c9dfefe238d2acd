import { LOG_TESTS, managerUpdates, type GalleryTest } from './entra-gallery-logs.js';
import type { Granted } from '../access-token.js';
import type { Check, Needs } from '../check.js';
import { expectList, expectResource, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, isUnassigned, listAt, textAt, type Json, type Value } from '../json.js';
import type { Made, Probe } from '../probe.js';
import { ENTERPRISE, GROUP, USER } from '../urns.js';

const GROUPS: Needs = { groups: true, features: ['patch', 'filter'] };
const MANAGER = `${ENTERPRISE}:manager`;

/** As Entra looks at a token: it is for one to six hours, and SCIM takes it. */
async function expectGood(probe: Probe, { expiresIn }: Granted): Promise<void> {
  const answer = await probe.get(probe.users, { count: '1' });
  expectList(answer);
  expectThat(
    expiresIn !== undefined && expiresIn >= 3_600 && expiresIn <= 21_600,
    answer,
    `the token is valid for ${expiresIn ?? 'nobody knows how many'} s`,
  );
}

/** Tests 15 to 25 call SCIM directly. */
const DIRECT_TESTS: readonly GalleryTest[] = [
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
    run: async (probe) => {
      const { granted } = probe.session;
      if (granted === undefined) return probe.skip('the report is given a token, and no client credentials');
      await expectGood(probe, granted);
    },
  },
  {
    number: 22,
    name: 'Federated_Identity_Test',
    isOptional: true,
    expected: 'a token of Entra is exchanged for one of the target',
    run: async (probe) => {
      const { granted } = probe.session;
      if (granted?.by !== 'assertion') return probe.skip('the report is given no federated identity');
      await expectGood(probe, granted);
    },
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
    run: managerUpdates,
  },
];

export const ENTRA_GALLERY: readonly Check[] = [...LOG_TESTS, ...DIRECT_TESTS].map(
  ({ number, name, isOptional, ...test }): Check => ({
    ...test,
    id: `gallery.${String(number).padStart(2, '0')}`,
    level: isOptional === true ? 'SHOULD' : 'MUST',
    profile: 'entra',
    source: `Entra gallery test ${number}, ${name}`,
  }),
);

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

import type { Check, Needs } from '../check.js';
import { expectIds, expectList, expectStatus, expectThat, expectValue } from '../expect.js';
import { at, findInside, isObject, listAt, textAt } from '../json.js';
import type { Probe } from '../probe.js';
import { GROUP, USER } from '../urns.js';
import { quote } from '../values.js';
import { profileChecks, type ProfileRow } from './profile.js';

const GROUPS: Needs = { groups: true, features: ['filter'] };

/** IPSIE AL SCIM 2.0 profile, draft 00 of September 2026: what a client can see of it. */
const ROWS: readonly ProfileRow[] = [
  {
    id: 'bulk',
    section: 'Performance and Efficiency',
    expected: 'the Bulk endpoint is offered',
    run: async (probe) => {
      const answer = await probe.get('/ServiceProviderConfig');
      expectValue(answer, ['bulk', 'supported'], true);
    },
  },
  {
    id: 'patch-several-attributes',
    section: 'Performance and Efficiency',
    expected: 'one PATCH changes several attributes',
    needs: { features: ['patch'], attributes: ['title', 'nickName'] },
    run: async (probe) => {
      const made = await probe.user();
      const operations = ['title', 'nickName', 'displayName'].map((path) => ({ op: 'replace', path, value: 'x' }));
      expectStatus(await probe.patch(made.path, operations), 200, 204);
      const later = await probe.read(made);
      for (const { path } of operations) expectValue(later, [path], 'x');
    },
  },
  {
    id: 'requests-per-second',
    section: 'Performance and Efficiency',
    expected: '25 requests in a second are answered, none of them 429',
    run: async (probe) => {
      const answers = await Promise.all(Array.from({ length: 25 }, () => probe.get(probe.users, { count: '1' })));
      for (const answer of answers) expectList(answer);
    },
  },
  {
    id: 'al1.deactivate',
    section: 'AL1, Deactivate or Reactivate User',
    expected: 'PATCH deactivates a user, and reactivates it',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const made = await probe.user();
      for (const value of [false, true]) {
        expectStatus(await probe.patch(made.path, [{ op: 'replace', path: 'active', value }]), 200, 204);
        expectValue(await probe.read(made), ['active'], value);
      }
    },
  },
  {
    id: 'al1.username-again',
    section: 'AL1, Delete User',
    expected: 'after a deletion the userName can be used for a new user',
    run: async (probe) => {
      const { path, body } = await probe.user();
      expectStatus(await probe.delete(path), 204);
      expectStatus(await probe.post(probe.users, { ...probe.userBody(), userName: body.userName }), 201);
    },
  },
  {
    id: 'al1.get-by-id',
    section: 'AL1, Get User By ID',
    expected: 'a user is got by its id',
    run: async (probe) => expectStatus(await probe.get((await probe.user()).path), 200),
  },
  ...['userName eq NAME', 'externalId eq EXT', 'emails[value eq NAME]', 'emails[type eq "work" and value eq NAME]'].map(
    (filter, index): ProfileRow => ({
      id: `al1.filter-${index + 1}`,
      section: 'AL1, List Users By Alternate Identifier',
      expected: `${filter} finds the user`,
      needs: { features: ['filter'], ...(filter.startsWith('emails') ? { attributes: ['emails.type'] } : {}) },
      run: async (probe) => {
        const { id, body } = await probe.user();
        const asked = filter.replace('NAME', quote(body.userName)).replace('EXT', quote(body.externalId));
        expectIds(await probe.find(asked), [id]);
      },
    }),
  ),
  {
    id: 'al2.schema',
    section: 'AL2, Schema',
    expected: 'Schemas has userName, displayName and active of users',
    run: async (probe) => expectAttributes(probe, USER, ['userName', 'displayName', 'active']),
  },
  {
    id: 'al2.no-password',
    section: 'AL2, Passwords and other credentials',
    expected: 'Schemas has no password',
    run: async (probe) => {
      const answer = await probe.get('/Schemas');
      expectList(answer);
      const found = findInside(answer.body, (value) => isObject(value) && value.name === 'password');
      expectThat(found === undefined, answer, `password at ${found}`);
    },
  },
  {
    id: 'al2.external-id',
    section: 'AL2, Schema',
    expected: 'externalId of a user is kept',
    run: async (probe) => {
      const externalId = probe.name('ext');
      expectValue(await probe.read(await probe.user({ externalId })), ['externalId'], externalId);
    },
  },
  {
    id: 'al2.page-limit',
    section: 'AL2, Get All Users',
    level: 'SHOULD',
    expected: 'filter.maxResults is at most 1,000',
    run: async (probe) => {
      const answer = await probe.get('/ServiceProviderConfig');
      const limit = at(answer.body, 'filter', 'maxResults');
      expectThat(typeof limit === 'number' && limit <= 1_000, answer, `maxResults is ${JSON.stringify(limit)}`);
    },
  },
  {
    id: 'al2.cursors',
    section: 'AL2, Get All Users',
    level: 'SHOULD',
    expected: 'pages by cursor are offered',
    run: async (probe) => expectValue(await probe.get('/ServiceProviderConfig'), ['pagination', 'cursor'], true),
  },
  {
    id: 'al2.group-schema',
    section: 'AL2, Group Provisioning Operations',
    expected: 'Schemas has displayName and members of groups',
    needs: { groups: true },
    run: async (probe) => expectAttributes(probe, GROUP, ['displayName', 'members']),
  },
  {
    id: 'al2.group-names',
    section: 'AL2, Group Provisioning Operations',
    level: 'SHOULD',
    expected: 'no two groups have the same displayName',
    needs: { groups: true },
    run: async (probe) => {
      const { body } = await probe.group();
      expectStatus(await probe.post(probe.groups, probe.groupBody({ displayName: body.displayName })), 409);
    },
  },
  {
    id: 'al2.group-without-members',
    section: 'AL2, Create Group',
    expected: 'a group can be created without members',
    needs: { groups: true },
    run: async (probe) => expectStatus(await probe.post(probe.groups, probe.groupBody()), 201),
  },
  ...['displayName eq NAME', 'externalId eq EXT', 'members[value eq MEMBER]'].map((filter, index): ProfileRow => ({
    id: `al2.group-filter-${index + 1}`,
    section: 'AL2, List Groups By Alternate Identifier',
    expected: `${filter} finds the group`,
    needs: GROUPS,
    run: async (probe) => {
      const user = await probe.user();
      const { id, body } = await probe.group({ externalId: probe.name('ext'), members: [{ value: user.id }] });
      const asked = filter
        .replace('NAME', quote(body.displayName))
        .replace('EXT', quote(body.externalId))
        .replace('MEMBER', quote(user.id));
      expectIds(await probe.get(probe.groups, { filter: asked }), [id]);
    },
  })),
  {
    id: 'al2.fifty-member-operations',
    section: 'AL2, Update Group',
    expected: 'one PATCH may have fifty operations on members',
    needs: { groups: true, features: ['patch'] },
    run: async (probe) => {
      const [user, made] = [await probe.user(), await probe.group()];
      const value = [{ value: user.id }];
      const add = { op: 'add', path: 'members', value };
      const remove = { op: 'remove', path: `members[value eq ${quote(user.id)}]` };
      const operations = Array.from({ length: 51 }, (_, index) => (index % 2 === 0 ? add : remove));
      expectStatus(await probe.patch(made.path, operations), 200, 204);
      expectValue(await probe.read(made), ['members', 0, 'value'], user.id);
    },
  },
];

export const IPSIE: readonly Check[] = profileChecks('ipsie', 'IPSIE AL SCIM 2.0 profile, draft 00', ROWS);

async function expectAttributes(probe: Probe, urn: string, names: readonly string[]): Promise<void> {
  const answer = await probe.get('/Schemas');
  const schema = listAt(answer.body, 'Resources').find((one) => textAt(one, 'id') === urn);
  const known = listAt(schema, 'attributes').map((attribute) => textAt(attribute, 'name'));
  const missing = names.find((name) => !known.includes(name));
  expectThat(missing === undefined, answer, `${urn} has no ${missing}`);
}

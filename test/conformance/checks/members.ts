import type { Check, Needs } from '../check.js';
import { expectStatus, expectThat, expectValue } from '../expect.js';
import { at, listAt, textAt, type JsonObject } from '../json.js';
import type { Made, Probe } from '../probe.js';

const NEEDS: Needs = { groups: true, features: ['patch'] };

/** A group of Ada and Grace, one PATCH, and who is in it afterwards; Joan is nobody's member before. */
interface MemberRow {
  readonly id: string;
  readonly source: string;
  readonly profile?: 'entra';
  readonly expected: string;
  readonly operations: (people: People) => readonly JsonObject[];
  readonly then: readonly (keyof People)[];
}

interface People {
  readonly ada: string;
  readonly grace: string;
  readonly joan: string;
}

const ROWS: readonly MemberRow[] = [
  {
    id: 'add',
    source: 'RFC 7644 §3.5.2.1; validator: Add Member; gallery test 11',
    expected: 'add of members appends',
    operations: ({ joan }) => [{ op: 'add', path: 'members', value: [{ value: joan }] }],
    then: ['ada', 'grace', 'joan'],
  },
  {
    id: 'add.twice',
    source: 'RFC 7644 §3.5.2.1',
    expected: 'add of a member who is there already succeeds and changes nothing',
    operations: ({ ada }) => [{ op: 'add', path: 'members', value: [{ value: ada }] }],
    then: ['ada', 'grace'],
  },
  {
    id: 'add.none',
    source: 'RFC 7644 §3.5.2.1',
    expected: 'add of an empty list adds nobody and removes nobody',
    operations: () => [{ op: 'add', path: 'members', value: [] }],
    then: ['ada', 'grace'],
  },
  {
    id: 'add.several-operations',
    source: 'RFC 7644 §3.5.2',
    expected: 'several operations on members apply in their order',
    operations: ({ ada, joan }) => [
      { op: 'add', path: 'members', value: [{ value: joan }] },
      { op: 'remove', path: `members[value eq "${ada}"]` },
    ],
    then: ['grace', 'joan'],
  },
  {
    id: 'remove.value-path',
    source: 'RFC 7644 §3.5.2.2; validator: Remove Member; gallery test 12',
    expected: 'remove of members[value eq …] removes that one',
    operations: ({ ada }) => [{ op: 'remove', path: `members[value eq "${ada}"]` }],
    then: ['grace'],
  },
  {
    id: 'remove.value-path-or',
    source: 'RFC 7644 §3.5.2.2',
    expected: 'remove takes away all members that the filter matches',
    operations: ({ ada, grace }) => [{ op: 'remove', path: `members[value eq "${ada}" or value eq "${grace}"]` }],
    then: [],
  },
  {
    id: 'remove.absent',
    source: 'RFC 7644 §3.5.2.2',
    expected: 'remove of one who is no member succeeds and removes nobody',
    operations: ({ joan }) => [{ op: 'remove', path: `members[value eq "${joan}"]` }],
    then: ['ada', 'grace'],
  },
  {
    id: 'remove.all',
    source: 'RFC 7644 §3.5.2.2; Postman: remove all',
    expected: 'remove of members without a value empties the group',
    operations: () => [{ op: 'remove', path: 'members' }],
    then: [],
  },
  {
    id: 'replace',
    source: 'RFC 7644 §3.5.2.3',
    expected: 'replace of members leaves exactly the new ones',
    operations: ({ grace, joan }) => [{ op: 'replace', path: 'members', value: [{ value: grace }, { value: joan }] }],
    then: ['grace', 'joan'],
  },
  {
    id: 'replace.empty',
    source: 'RFC 7644 §3.5.2.3',
    expected: 'replace of members by an empty list empties the group',
    operations: () => [{ op: 'replace', path: 'members', value: [] }],
    then: [],
  },
  {
    id: 'entra.add',
    profile: 'entra',
    source: 'Microsoft Learn, SCIM compatibility: add members without the flag',
    expected: 'Add with "$ref": null appends',
    operations: ({ joan }) => [{ op: 'Add', path: 'members', value: [{ $ref: null, value: joan }] }],
    then: ['ada', 'grace', 'joan'],
  },
  {
    id: 'entra.remove',
    profile: 'entra',
    source: 'Microsoft Learn, SCIM compatibility: remove members without the flag; kortix-ai/suna#7297',
    expected: 'Remove of members with a value removes that one, and not the others',
    operations: ({ ada }) => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: ada }] }],
    then: ['grace'],
  },
  {
    id: 'entra.remove-several',
    profile: 'entra',
    source: 'Microsoft gallery requirements: multi-membership PATCH',
    expected: 'Remove of members with several values removes those',
    operations: ({ ada, grace }) => [
      {
        op: 'Remove',
        path: 'members',
        value: [
          { $ref: null, value: ada },
          { $ref: null, value: grace },
        ],
      },
    ],
    then: [],
  },
  {
    id: 'entra.remove-absent',
    profile: 'entra',
    source: 'RFC 7644 §3.5.2.2; Microsoft Learn, SCIM compatibility',
    expected: 'Remove of one who is no member succeeds and removes nobody',
    operations: ({ joan }) => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: joan }] }],
    then: ['ada', 'grace'],
  },
  {
    id: 'entra.remove-all',
    profile: 'entra',
    source: 'Postman: remove all members',
    expected: 'Remove of members without a value empties the group',
    operations: () => [{ op: 'Remove', path: 'members' }],
    then: [],
  },
  {
    id: 'entra.flag',
    profile: 'entra',
    source: 'Microsoft Learn, SCIM compatibility: aadOptscim062020',
    expected: 'with the flag: add, then remove by value path',
    operations: ({ ada, joan }) => [
      { op: 'add', path: 'members', value: [{ value: joan }] },
      { op: 'remove', path: `members[value eq "${ada}"]` },
    ],
    then: ['grace', 'joan'],
  },
];

export const MEMBERS: readonly Check[] = [
  ...ROWS.map(({ id, source, profile = 'rfc' as const, expected, operations, then }): Check => ({
    id: `members.${id}`,
    level: 'MUST',
    profile,
    source,
    expected,
    needs: NEEDS,
    run: async (probe) => {
      const people = await team(probe);
      const group = await probe.group({ members: [{ value: people.ada }, { value: people.grace }] });
      await expectMembers(probe, group, [people.ada, people.grace]);
      expectStatus(await probe.patch(group.path, operations(people)), 200, 204);
      await expectMembers(
        probe,
        group,
        then.map((name) => people[name]),
      );
    },
  })),
  {
    id: 'members.reference',
    level: 'MUST',
    source: 'RFC 7643 §4.2',
    expected: 'a member is shown with value, and its $ref leads to the user',
    needs: { groups: true },
    run: async (probe) => {
      const { ada } = await team(probe);
      const answer = await probe.read(await probe.group({ members: [{ value: ada }] }));
      expectValue(answer, ['members', 0, 'value'], ada);
      const reference = textAt(answer.body, 'members', 0, '$ref');
      expectThat(reference === undefined || reference.endsWith(`/${ada}`), answer, `$ref is ${reference}`);
    },
  },
  {
    id: 'members.immutable',
    level: 'SHOULD',
    source: 'RFC 7643 §4.2 (value is immutable), RFC 7644 §3.5.2',
    expected: 'replace of the value of a member is refused with 400, or replaces the member',
    needs: NEEDS,
    run: async (probe) => {
      const { ada, grace } = await team(probe);
      const group = await probe.group({ members: [{ value: ada }] });
      const answer = await probe.patch(group.path, [
        { op: 'replace', path: `members[value eq "${ada}"].value`, value: grace },
      ]);
      if (answer.status === 400) await expectMembers(probe, group, [ada]);
      else await expectMembers(probe, group, [grace]);
    },
  },
  {
    id: 'members.nested',
    level: 'SHOULD',
    source: 'RFC 7643 §4.2 (nested groups)',
    expected: 'a group can be the member of a group',
    needs: { groups: true },
    run: async (probe) => {
      const inner = await probe.group();
      const outer = await probe.group({ members: [{ value: inner.id, type: 'Group' }] });
      expectValue(await probe.read(outer), ['members', 0, 'value'], inner.id);
    },
  },
  {
    id: 'members.inactive-stay',
    level: 'MUST',
    profile: 'entra',
    source: 'Microsoft Learn, how provisioning works: memberships are not sent again on restore',
    expected: 'who is disabled stays a member',
    needs: NEEDS,
    run: async (probe) => {
      const user = await probe.user();
      const group = await probe.group({ members: [{ value: user.id }] });
      await probe.patch(user.path, [{ op: 'replace', path: 'active', value: false }]);
      await expectMembers(probe, group, [user.id]);
    },
  },
  {
    id: 'members.deleted-leave',
    level: 'SHOULD',
    source: 'RFC 7644 §3.6, RFC 7643 §4.2',
    expected: 'who is deleted is no member any more',
    needs: { groups: true },
    run: async (probe) => {
      const user = await probe.user();
      const group = await probe.group({ members: [{ value: user.id }] });
      await expectMembers(probe, group, [user.id]);
      await probe.delete(user.path);
      await expectMembers(probe, group, []);
    },
  },
  {
    id: 'members.groups-of-user',
    level: 'SHOULD',
    source: 'RFC 7643 §4.1.2 (groups)',
    expected: 'groups of a user names the groups that have it as a member',
    needs: { groups: true, attributes: ['groups'] },
    run: async (probe) => {
      const user = await probe.user();
      const group = await probe.group({ members: [{ value: user.id }] });
      const answer = await probe.get(user.path, { attributes: 'groups' });
      const ids = listAt(answer.body, 'groups').map((one) => at(one, 'value'));
      expectThat(ids.includes(group.id), answer, `groups are ${JSON.stringify(ids)}`);
    },
  },
];

function team(probe: Probe): Promise<People> {
  return probe.shared('team', async () => {
    const [ada, grace, joan] = [await probe.user(), await probe.user(), await probe.user()];
    return { ada: ada.id, grace: grace.id, joan: joan.id };
  });
}

async function expectMembers(probe: Probe, group: Made, expected: readonly string[]): Promise<void> {
  const answer = await probe.read(group);
  const seen = listAt(answer.body, 'members').map((member) => textAt(member, 'value') ?? '?');
  const fits = seen.length === expected.length && expected.every((id) => seen.includes(id));
  expectThat(fits, answer, `${seen.length} members instead of the ${expected.length} expected`);
}

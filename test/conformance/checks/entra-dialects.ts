import type { Check } from '../check.js';
import { expectStatus, expectThat, expectValue } from '../expect.js';
import { at, listAt, wordOf } from '../json.js';
import { ENTERPRISE, PATCH_OP } from '../urns.js';
import { patchCheck } from './patch.js';
import type { PatchRow } from './patch-rows.js';

const COMPATIBILITY = 'Microsoft Learn, SCIM compatibility document';
const TUTORIAL = 'Microsoft Learn, SCIM tutorial';
const VALIDATOR = 'validator: Replace Attributes (Verbose)';
const DEPARTMENT = `${ENTERPRISE}:department`;
const NUMBER = `${ENTERPRISE}:employeeNumber`;

/** What Entra sends as long as the flag aadOptscim062020 is not in the tenant URL: today's default. */
const WITHOUT_FLAG: readonly PatchRow[] = [
  {
    id: 'disable',
    source: COMPATIBILITY,
    expected: 'Replace of active by "False" disables',
    operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    then: [[['active'], false]],
  },
  {
    id: 'enable',
    source: COMPATIBILITY,
    expected: 'Replace of active by "True" enables, and shows a boolean',
    operations: [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Replace', path: 'active', value: 'True' },
    ],
    then: [[['active'], true]],
  },
  {
    id: 'disable-native',
    source: TUTORIAL,
    expected: 'Replace of active by false disables',
    operations: [{ op: 'Replace', path: 'active', value: false }],
    then: [[['active'], false]],
  },
  {
    id: 'add-single',
    source: COMPATIBILITY,
    expected: 'Add of a single value',
    attributes: ['nickName'],
    operations: [{ op: 'Add', path: 'nickName', value: 'Countess' }],
    then: [[['nickName'], 'Countess']],
  },
  {
    id: 'sub-attribute',
    source: TUTORIAL,
    expected: 'Replace of name.givenName',
    attributes: ['name.givenName'],
    operations: [{ op: 'Replace', path: 'name.givenName', value: 'Augusta' }],
    then: [
      [['name', 'givenName'], 'Augusta'],
      [['name', 'familyName'], 'Lovelace'],
    ],
  },
  {
    id: 'phone-changed',
    source: VALIDATOR,
    expected: 'Replace of phoneNumbers[type eq "mobile"].value',
    attributes: ['phoneNumbers.type'],
    operations: [{ op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 20 9' }],
    then: [
      [
        ['phoneNumbers'],
        [
          { type: 'work', value: '+44 20 1' },
          { type: 'mobile', value: '+44 20 9' },
        ],
      ],
    ],
  },
  {
    id: 'created-on-missing',
    source: `${TUTORIAL}; complaints about noTarget of many targets`,
    expected: 'Replace of phoneNumbers[type eq "fax"].value creates the value that is not there',
    attributes: ['phoneNumbers.type'],
    operations: [{ op: 'Replace', path: 'phoneNumbers[type eq "fax"].value', value: '+44 20 3' }],
    then: [
      [
        ['phoneNumbers'],
        [
          { type: 'work', value: '+44 20 1' },
          { type: 'mobile', value: '+44 20 2' },
          { type: 'fax', value: '+44 20 3' },
        ],
      ],
    ],
  },
  {
    id: 'added-on-missing',
    source: 'validator: Add Attributes (Verbose)',
    expected: 'Add of phoneNumbers[type eq "fax"].value creates the value',
    attributes: ['phoneNumbers.type'],
    operations: [{ op: 'Add', path: 'phoneNumbers[type eq "fax"].value', value: '+44 20 3' }],
    then: [
      [
        ['phoneNumbers'],
        [
          { type: 'work', value: '+44 20 1' },
          { type: 'mobile', value: '+44 20 2' },
          { type: 'fax', value: '+44 20 3' },
        ],
      ],
    ],
  },
  {
    id: 'address-parts',
    source: VALIDATOR,
    expected: 'two parts of an address that is not there come together in one',
    attributes: ['addresses.type', 'addresses.streetAddress', 'addresses.locality'],
    operations: [
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '1 Dorset St' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'London' },
    ],
    then: [[['addresses'], [{ type: 'work', streetAddress: '1 Dorset St', locality: 'London' }]]],
  },
  {
    id: 'enterprise',
    source: TUTORIAL,
    expected: 'Add of attributes of the enterprise extension by URN',
    attributes: [DEPARTMENT, NUMBER],
    operations: [
      { op: 'Add', path: DEPARTMENT, value: 'Engines' },
      { op: 'Replace', path: NUMBER, value: '1815' },
    ],
    then: [
      [[ENTERPRISE, 'department'], 'Engines'],
      [[ENTERPRISE, 'employeeNumber'], '1815'],
    ],
  },
  {
    id: 'cleared-by-empty-text',
    source: 'gallery test 16',
    expected: 'Replace by "" takes the value away',
    attributes: ['title'],
    operations: [{ op: 'Replace', path: 'title', value: '' }],
    then: [[['title']]],
  },
  {
    id: 'removed',
    source: COMPATIBILITY,
    expected: 'Remove of a single value',
    attributes: ['title'],
    operations: [{ op: 'Remove', path: 'title' }],
    then: [[['title']]],
  },
  {
    id: 'wholesale',
    source: 'validator: path-less replace',
    expected: 'Replace without a path',
    attributes: ['title'],
    operations: [{ op: 'Replace', value: { title: 'Pilot', displayName: 'Ada King' } }],
    then: [
      [['title'], 'Pilot'],
      [['displayName'], 'Ada King'],
    ],
  },
  {
    id: 'same-attribute-twice',
    source: 'validator preview: multiple ops on same attribute',
    expected: 'the last of two operations on one attribute counts',
    attributes: ['title'],
    operations: [
      { op: 'Replace', path: 'title', value: 'Pilot' },
      { op: 'Replace', path: 'title', value: 'Captain' },
    ],
    then: [[['title'], 'Captain']],
  },
  {
    id: 'wrapped-value',
    source: 'SCIM-SDK, workarounds for Entra of the customappsso era',
    level: 'MAY',
    expected: 'a single value that comes as [{"$ref": null, "value": …}]',
    attributes: ['title'],
    operations: [{ op: 'Replace', path: 'title', value: [{ $ref: null, value: 'Pilot' }] }],
    then: [[['title'], 'Pilot']],
  },
  {
    id: 'extra-key',
    source: 'validator run: Operations[].name',
    level: 'SHOULD',
    expected: 'a key of an operation that nobody knows is ignored',
    attributes: ['title'],
    operations: [{ name: 'x', op: 'Replace', path: 'title', value: 'Pilot' }],
    then: [[['title'], 'Pilot']],
  },
  {
    id: 'role-true',
    source: 'validator: Add Attributes, roles[primary eq "True"]',
    expected: 'Add of roles[primary eq "True"].value makes a role whose primary is a boolean',
    attributes: ['roles.primary'],
    operations: [{ op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' }],
    then: [[['roles'], [{ primary: true, value: 'Admin' }]]],
  },
  {
    id: 'role-in-text',
    source: 'Microsoft Learn, customise attributes: SingleAppRoleAssignment',
    level: 'MAY',
    expected: 'a role that comes as JSON inside a text',
    attributes: ['roles.value', 'roles.display'],
    operations: [{ op: 'Add', path: 'roles', value: [{ value: '{"id":"25","value":"25","displayName":"Role1234"}' }] }],
    then: [[['roles', 0, 'value'], '25']],
  },
];

/** With the flag: lower-case ops, native booleans, and single values folded under one path-less replace. */
const WITH_FLAG: readonly PatchRow[] = [
  {
    id: 'disable',
    source: COMPATIBILITY,
    expected: 'replace of active by false disables',
    operations: [{ op: 'replace', path: 'active', value: false }],
    then: [[['active'], false]],
  },
  {
    id: 'folded',
    source: COMPATIBILITY,
    expected: 'a path-less replace whose keys are dotted',
    attributes: ['name.givenName'],
    operations: [
      { op: 'replace', value: { displayName: 'Ada King', 'name.givenName': 'Augusta', 'name.familyName': 'King' } },
    ],
    then: [
      [['displayName'], 'Ada King'],
      [['name', 'givenName'], 'Augusta'],
      [['name', 'familyName'], 'King'],
    ],
  },
  {
    id: 'folded-urn',
    source: COMPATIBILITY,
    expected: 'a path-less replace whose keys are behind the URN of the extension',
    attributes: [DEPARTMENT, NUMBER],
    operations: [{ op: 'replace', value: { [NUMBER]: '1815', [DEPARTMENT]: 'Engines' } }],
    then: [
      [[ENTERPRISE, 'employeeNumber'], '1815'],
      [[ENTERPRISE, 'department'], 'Engines'],
    ],
  },
  {
    id: 'mixed',
    source: COMPATIBILITY,
    expected: 'a folded replace beside a filtered path',
    attributes: ['title', 'phoneNumbers.type'],
    operations: [
      { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '+44 20 9' },
      { op: 'replace', value: { title: 'Pilot', active: false } },
    ],
    then: [
      [['title'], 'Pilot'],
      [['active'], false],
      [['phoneNumbers', 0, 'value'], '+44 20 9'],
    ],
  },
  {
    id: 'roles-replaced',
    source: 'Microsoft Learn, customise attributes: AssertiveAppRoleAssignmentsComplex',
    expected: 'replace of roles leaves exactly those',
    attributes: ['roles.value', 'roles.display'],
    operations: [
      { op: 'add', path: 'roles', value: [{ value: 'old' }] },
      {
        op: 'replace',
        path: 'roles',
        value: [{ primary: false, type: 'WindowsAzureActiveDirectoryRole', display: 'Admin', value: 'Admin' }],
      },
    ],
    then: [[['roles'], [{ value: 'Admin', display: 'Admin' }]]],
  },
];

export const ENTRA_DIALECTS: readonly Check[] = [
  ...WITHOUT_FLAG.map((row) => patchCheck(row, { topic: 'entra.default', profile: 'entra' })),
  ...WITH_FLAG.map((row) => patchCheck(row, { topic: 'entra.flag', profile: 'entra' })),
  {
    id: 'entra.flag.in-url',
    level: 'MUST',
    profile: 'entra',
    source: COMPATIBILITY,
    expected: 'the flag in the query string of every request is ignored by the target',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const flag = { aadOptscim062020: '' };
      const created = await probe.post(probe.users, probe.userBody(), flag);
      expectStatus(created, 201);
      const path = `${probe.users}/${wordOf(at(created.body, 'id'))}`;
      expectStatus(await probe.patch(path, [{ op: 'replace', path: 'active', value: false }], flag), 200, 204);
      expectValue(await probe.get(path, flag), ['active'], false);
    },
  },
  {
    id: 'entra.default.operations-in-lower-case',
    level: 'MAY',
    profile: 'entra',
    source: 'clients that send "operations"; RFC 7643 §2.1 has names in any case',
    expected: 'the list of operations is found under "operations" too',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user({ title: 'Engineer' });
      const body = { schemas: [PATCH_OP], operations: [{ op: 'replace', path: 'title', value: 'Pilot' }] };
      expectStatus(await probe.send({ method: 'PATCH', path: made.path, body }), 200, 204);
      expectValue(await probe.read(made), ['title'], 'Pilot');
    },
  },
  {
    id: 'entra.default.id-in-body',
    level: 'SHOULD',
    profile: 'entra',
    source: 'validator run: an id beside Operations',
    expected: 'an id beside the operations is ignored',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user({ title: 'Engineer' });
      const body = { id: made.id, schemas: [PATCH_OP], Operations: [{ op: 'Replace', path: 'title', value: 'Pilot' }] };
      expectStatus(await probe.send({ method: 'PATCH', path: made.path, body }), 200, 204);
      expectValue(await probe.read(made), ['title'], 'Pilot');
    },
  },
  {
    id: 'entra.group-patch-without-body',
    level: 'SHOULD',
    profile: 'entra',
    source: `${TUTORIAL}: a body with all members isn’t advisable`,
    expected: 'a PATCH of a group is 204, or 200 without members',
    needs: { groups: true, features: ['patch'] },
    run: async (probe) => {
      const user = await probe.user();
      const { path } = await probe.group();
      const answer = await probe.patch(path, [{ op: 'Add', path: 'members', value: [{ value: user.id }] }]);
      expectStatus(answer, 200, 204);
      expectThat(listAt(answer.body, 'members').length === 0, answer, 'the members are in the answer');
    },
  },
];

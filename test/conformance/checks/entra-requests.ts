import { randomUUID } from 'node:crypto';
import type { Check, Level, Needs } from '../check.js';
import type { Answer } from '../client.js';
import { expectIds, expectResource, expectStatus, expectThat, expectValue } from '../expect.js';
import { at, type JsonObject, listAt, wordOf } from '../json.js';
import type { Probe } from '../probe.js';
import { ENTERPRISE, GROUP, USER } from '../urns.js';
import { quote } from '../values.js';

interface RequestRow {
  readonly id: string;
  readonly source: string;
  readonly level?: Level;
  readonly expected: string;
  readonly needs?: Needs;
  readonly run: (probe: Probe) => Promise<void>;
}

const TUTORIAL = 'Microsoft Learn, SCIM tutorial';
const GARBAGE = 'Postman: user tests with garbage';

/** The requests of Entra beside PATCH, and what its tests and its Postman collection send. */
const ROWS: readonly RequestRow[] = [
  {
    id: 'test-connection',
    source: `${TUTORIAL}: Test Connection`,
    expected: 'a filter by a random name is 200 with an empty list: 404 would put the job in quarantine',
    run: async (probe) => {
      const answer = await probe.find(`userName eq "${randomUUID()}"`);
      expectIds(answer, []);
      expectThat(Array.isArray(at(answer.body, 'Resources')), answer, 'Resources is left out');
    },
  },
  {
    id: 'match.mail',
    source: `${TUTORIAL}: matching`,
    expected: 'emails[type eq "work"].value eq … finds the user',
    needs: { features: ['filter'], attributes: ['emails.type'] },
    run: async (probe) => {
      const { id, body } = await probe.user();
      expectIds(await probe.find(`emails[type eq "work"].value eq ${quote(body.userName)}`), [id]);
    },
  },
  {
    id: 'match.extension',
    source: `${TUTORIAL}: matching`,
    expected: 'employeeNumber by URN finds the user',
    needs: { features: ['filter'], attributes: [`${ENTERPRISE}:employeeNumber`] },
    run: async (probe) => {
      const employeeNumber = probe.name('number');
      const { id } = await probe.user({ [ENTERPRISE]: { employeeNumber } });
      expectIds(await probe.find(`${ENTERPRISE}:employeeNumber eq ${quote(employeeNumber)}`), [id]);
    },
  },
  {
    id: 'match.unquoted',
    level: 'MAY',
    source: `${TUTORIAL}: a sample has externalId eq jyoung`,
    expected: 'a value without quotes is read',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const externalId = `plain${randomUUID().replaceAll('-', '')}`;
      const { id } = await probe.user({ externalId });
      expectIds(await probe.find(`externalId eq ${externalId}`), [id]);
    },
  },
  {
    id: 'create.nulls',
    source: `${TUTORIAL}: nulls in POST`,
    expected: 'nulls, also at the core level for attributes of the extension, are no values',
    run: async (probe) => {
      await send(probe, {
        addresses: null,
        phoneNumbers: null,
        preferredLanguage: null,
        title: null,
        department: null,
        manager: null,
      });
    },
  },
  {
    id: 'create.roles-empty',
    source: `${TUTORIAL}: POST`,
    expected: 'an empty list of roles and meta.resourceType in a POST are taken',
    run: async (probe) => {
      await send(probe, { roles: [], meta: { resourceType: 'User' } });
    },
  },
  {
    id: 'create.string-active',
    source: GARBAGE,
    expected: 'active "True" in a POST is taken as a boolean',
    run: async (probe) => {
      const answer = await send(probe, { active: 'True' });
      expectValue(answer, ['active'], true);
    },
  },
  {
    id: 'create.role-primary-text',
    source: 'validator run: roles[].primary "True"',
    expected: 'primary "True" of a role is taken as a boolean',
    needs: { attributes: ['roles.primary'] },
    run: async (probe) => {
      const answer = await send(probe, { roles: [{ value: 'Admin', primary: 'True' }] });
      expectValue(answer, ['roles', 0, 'primary'], true);
    },
  },
  {
    id: 'create.enterprise-unlisted',
    source: 'Microsoft Learn, customise attributes: the URN of an extension is not sent',
    expected: 'attributes of an extension whose URN schemas does not list are taken, and the answer lists it',
    needs: { attributes: [`${ENTERPRISE}:department`] },
    run: async (probe) => {
      const answer = await send(probe, { schemas: [USER], [ENTERPRISE]: { department: 'Engines' } });
      expectValue(answer, [ENTERPRISE, 'department'], 'Engines');
      expectThat(listAt(answer.body, 'schemas').includes(ENTERPRISE), answer, 'schemas does not list the extension');
    },
  },
  {
    id: 'create.schema-typo',
    level: 'SHOULD',
    source: `${TUTORIAL}: a sample has …enterprise:2.0User`,
    expected: 'a URN in schemas that nobody has does not stop a user',
    run: async (probe) => {
      await send(probe, { schemas: [USER, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'] });
    },
  },
  {
    id: 'create.unknown-attribute',
    level: 'SHOULD',
    source: `${TUTORIAL}: default mappings have attributes that a target has not`,
    expected: 'an attribute that the target does not have does not stop a user',
    run: async (probe) => {
      await send(probe, { noSuchAttribute: 'x' });
    },
  },
  {
    id: 'create.group',
    source: `${TUTORIAL}: POST of a group with the ADSCIM URN`,
    expected: 'a group is created with the second schema that Entra lists',
    needs: { groups: true },
    run: async (probe) => {
      const schemas = [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'];
      const body = { ...probe.groupBody(), schemas, externalId: randomUUID(), meta: { resourceType: 'Group' } };
      expectResource(await probe.post(probe.groups, body), 201);
    },
  },
  {
    id: 'inactive.get',
    source: `${TUTORIAL}; sourcegraph#49325`,
    expected: 'an inactive user is found by id and by filter',
    needs: { features: ['patch', 'filter'] },
    run: async (probe) => {
      const made = await probe.user();
      expectStatus(await probe.patch(made.path, [{ op: 'Replace', path: 'active', value: false }]), 200, 204);
      expectValue(await probe.read(made), ['active'], false);
      expectIds(await probe.find(`userName eq ${quote(made.body.userName)}`), [made.id]);
    },
  },
  {
    id: 'inactive.enabled-again',
    source: 'Microsoft Learn, how provisioning works: restore; FusionAuth/fusionauth-issues#3311',
    expected: 'an inactive user is enabled again, under the same id and with its values',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const made = await probe.user();
      for (const value of [false, true]) {
        expectStatus(await probe.patch(made.path, [{ op: 'Replace', path: 'active', value }]), 200, 204);
        expectValue(await probe.read(made), ['active'], value);
      }
      expectValue(await probe.read(made), ['userName'], made.body.userName);
    },
  },
  {
    id: 'postman.name-in-any-case',
    source: 'Postman: filter DisplayName eq',
    expected: 'DisplayName eq finds by displayName',
    needs: { features: ['filter'], attributes: ['displayName'] },
    run: async (probe) => {
      const displayName = probe.name('display');
      const { id } = await probe.user({ displayName });
      expectIds(await probe.find(`DisplayName eq ${quote(displayName)}`), [id]);
    },
  },
  {
    id: 'postman.put-misspelled',
    level: 'SHOULD',
    source: `${GARBAGE}: PUT with a misspelled attribute`,
    expected: 'a misspelled attribute in a PUT is left out or refused with 400, and never answered 5xx',
    run: async (probe) => {
      const made = await probe.user();
      const body = { ...probe.userBody(), userName: made.body.userName, dispalyName: 'x' };
      expectStatus(await probe.put(made.path, body), 200, 400);
    },
  },
  {
    id: 'postman.attributes-with-filter',
    level: 'MAY',
    source: 'Postman: ComplexAttribute tests',
    expected: 'attributes=emails[type eq "work"] is answered, or refused with 400',
    run: async (probe) => {
      const { path } = await probe.user();
      expectStatus(await probe.get(path, { attributes: 'emails[type eq "work"]' }), 200, 400);
    },
  },
  {
    id: 'postman.created-after',
    source: 'Postman: filter meta.created gt',
    expected: 'meta.created gt finds the users that are younger',
    needs: { features: ['filter'] },
    run: async (probe) => {
      await probe.user();
      const answer = await probe.find('meta.created gt "2001-01-01T00:00:00Z"', { count: '1' });
      expectThat(listAt(answer.body, 'Resources').length === 1, answer, 'nobody is found');
    },
  },
];

export const ENTRA_REQUESTS: readonly Check[] = ROWS.map(({ id, level = 'MUST', ...row }) => ({
  ...row,
  id: `entra.${id}`,
  level,
  profile: 'entra',
}));

/** The created user, read again. */
async function send(probe: Probe, attributes: JsonObject): Promise<Answer> {
  const body = { ...probe.userBody(), ...attributes };
  const answer = await probe.post(probe.users, body);
  const later = await probe.get(`${probe.users}/${wordOf(at(expectResource(answer, 201), 'id'))}`);
  expectValue(later, ['userName'], body.userName);
  return later;
}

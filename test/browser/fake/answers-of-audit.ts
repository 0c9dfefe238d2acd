import { pageOf, type Answers } from './answer.js';
import { AUDIT_FOLLOWS } from './answers-of-following.js';
import { ago, EVENT, PERSON, REQUEST, uuid } from './scenario.js';

const entry = {
  id: EVENT,
  sequence: 48_213,
  time: ago(4),
  type: 'rollcall.UserUpdated',
  outcome: 'accepted',
  actor: {
    connectionId: uuid(16),
    connectionName: 'Microsoft Entra ID',
    credentialId: uuid(32),
    credentialName: 'Entra, production',
  },
  resourceType: 'User',
  resourceId: PERSON,
  resourceName: 'Amélie von der Mühle-Oberhausen',
  userName: 'amelie.von-der-muehle-oberhausen@contoso.example',
  resourceVersion: 7,
  changes: [
    { path: 'title', before: 'Engineer', after: 'Staff engineer' },
    { path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', before: null, after: 'Research' },
    {
      path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
      before: null,
      after: { value: uuid(4_096) },
    },
    { path: 'photos', before: null, after: [{ type: 'photo', value: `data:image/png;base64,${'iVBOR'.repeat(400)}` }] },
  ],
  requestId: REQUEST,
  reason: null,
  method: null,
  status: null,
  scimType: null,
  count: null,
  period: null,
  kafka: { topic: 'rollcall.users.v1', partition: 3, offset: '48213' },
};

const refused = {
  ...entry,
  id: uuid(700),
  sequence: 48_212,
  time: ago(42),
  type: 'rollcall.WriteRefused',
  outcome: 'refused',
  resourceVersion: null,
  changes: [],
  requestId: uuid(512),
  reason: 'value-too-long',
  method: 'PATCH',
  status: 400,
  scimType: 'invalidValue',
  path: 'title',
  rule: 'at most 256 characters',
};

const { resourceName: _name, userName: _user, ...ofNobody } = entry;
const act = {
  ...ofNobody,
  id: uuid(701),
  sequence: 48_100,
  time: ago(300),
  type: 'rollcall.AdminActed',
  actor: {
    connectionId: null,
    credentialId: null,
    operator: uuid(2),
    operatorName: 'Ada Lovelace',
    address: '203.0.113.0/24',
  },
  resourceType: 'credential',
  resourceId: uuid(33),
  resourceVersion: null,
  changes: [{ path: 'method', before: null, after: 'clientSecret' }],
  requestId: uuid(514),
  reason: 'Rotation of November',
  act: 'credentials.issue',
};

/** Of the console itself, which knows the account by its id alone. */
const signedIn = {
  ...act,
  id: uuid(703),
  sequence: 48_099,
  actor: { connectionId: null, credentialId: null, operator: uuid(3), address: '203.0.113.0/24' },
  resourceType: 'session',
  resourceId: uuid(34),
  changes: [],
  reason: null,
  act: 'sessions.begin',
};

const counted = {
  ...refused,
  id: uuid(702),
  sequence: 47_000,
  time: ago(400),
  type: 'rollcall.RefusalsSuppressed',
  resourceId: null,
  resourceType: null,
  count: 1_204,
  period: { from: ago(460), to: ago(400) },
};

export const ANSWERS_OF_AUDIT: Answers = {
  listEntries: (...asked) =>
    pageOf(asked, [entry, refused, act, signedIn, counted], (index) => ({
      ...entry,
      id: uuid(4096 + index),
      time: ago(index),
    })),
  getEntry: () => entry,
  ...AUDIT_FOLLOWS,
};

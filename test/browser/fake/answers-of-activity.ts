import { pageOf, type Answers } from './answer.js';
import { ago, EVENT, PERSON, REQUEST, uuid } from './scenario.js';

const sent = {
  requestId: REQUEST,
  time: ago(4),
  connectionId: uuid(16),
  credentialId: uuid(32),
  method: 'PATCH',
  path: `/scim/v2/Users/${PERSON}`,
  status: 200,
  ms: 12.4,
  outcome: 'updated',
  code: null,
  place: null,
  remedy: null,
  resourceType: 'User',
  resourceId: PERSON,
  userName: 'amelie.von-der-muehle-oberhausen@contoso.example',
  externalId: '5f1c7e60-8a3c-4c1e-9f0e-0c7a4a1f9d11',
  matched: null,
  changed: ['title', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'],
  followed: {
    eventId: EVENT,
    topic: 'rollcall.users.v1',
    partition: 3,
    offset: '48213',
    auditEntry: EVENT,
    audit: `/entries/${EVENT}`,
    version: 7,
  },
};

const refused = {
  ...sent,
  requestId: uuid(512),
  time: ago(42),
  status: 400,
  ms: 3.1,
  outcome: 'refused',
  code: 'value-too-long',
  place: 'title',
  remedy: 'Shorten the value in Entra, or map another attribute to it.',
  userName: '김하늘@contoso.example',
  changed: [],
  followed: null,
};

const read = {
  ...sent,
  requestId: uuid(513),
  time: ago(75),
  method: 'GET',
  path: '/scim/v2/Users',
  ms: 1.2,
  outcome: 'read',
  resourceId: null,
  userName: null,
  externalId: null,
  matched: 0,
  changed: [],
  followed: null,
};

const gaps = [{ from: ago(60), to: ago(58), dropped: 12 }];

const drifted = [
  { kind: 'not-seen', userName: 'grace@contoso.example', path: null, times: 1 },
  { kind: 'resent', userName: null, path: 'title', times: 9 },
].map((one, index) => ({
  connectionId: uuid(16),
  resourceId: uuid(600 + index),
  since: ago(600),
  lastAt: ago(42),
  ...one,
}));

export const ANSWERS_OF_ACTIVITY: Answers = {
  listActivity: (scenario, asked) => ({
    ...pageOf([scenario, asked], [sent, refused, read], (index) => ({
      ...sent,
      requestId: uuid(4096 + index),
      time: ago(index),
    })),
    gaps: scenario.state === 'empty' ? [] : gaps,
    since: scenario.state === 'empty' ? null : ago(60 * 24 * 30),
  }),
  getActivity: () => ({
    item: sent,
    operations: [],
    values: [
      { path: 'title', before: 'Engineer', after: 'Staff engineer' },
      {
        path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
        before: null,
        after: 'Research',
      },
      {
        path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
        before: null,
        after: uuid(4_096),
      },
    ],
  }),
  listDrift: (scenario, asked) => ({
    ...pageOf([scenario, asked], drifted, (index) => ({ ...drifted[0], resourceId: uuid(8192 + index) })),
    silent: [{ connectionId: uuid(16), lastAt: ago(200), everyMs: 2_400_000, missed: 5 }],
  }),
};

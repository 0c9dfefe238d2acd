import { ANSWERS_OF_APPROVALS } from './answers-of-approvals.js';
import { ANSWERS_OF_OWN } from './answers-of-own.js';
import { ANSWERS_OF_SIGN_ON } from './answers-of-sign-on.js';
import type { OwnAnswers } from './own.js';
import { ago, uuid } from './scenario.js';

const MEMBERS = [
  {
    name: 'Ada Lovelace',
    kind: 'local',
    roles: ['identity-administrator'],
    minutes: 2,
    sessions: 1,
    emergency: true,
    passkeys: 2,
  },
  {
    name: 'Grace Hopper',
    kind: 'local',
    roles: ['auditor', 'people'],
    minutes: 90,
    sessions: 2,
    emergency: false,
    passkeys: 1,
  },
  {
    name: 'Mary Jackson',
    kind: 'local',
    roles: ['identity-administrator'],
    minutes: 9_000,
    sessions: 0,
    emergency: false,
    passkeys: 1,
  },
  {
    name: 'Katherine Johnson',
    kind: 'saml',
    roles: ['auditor'],
    minutes: 4_000,
    sessions: 0,
    emergency: false,
    passkeys: 0,
  },
  {
    name: 'Otto Auditor',
    kind: 'demonstration',
    roles: ['auditor'],
    minutes: 3_000,
    sessions: 0,
    emergency: false,
    passkeys: 0,
  },
] as const;

const LINKS = [
  { roles: ['identity-administrator'], isBegun: true },
  { roles: ['auditor', 'people'], isBegun: false },
] as const;

/** What the console's own server has beside sessions. */
export const ANSWERS_OF_CONSOLE: OwnAnswers = {
  ...ANSWERS_OF_SIGN_ON,
  ...ANSWERS_OF_OWN,
  ...ANSWERS_OF_APPROVALS,
  'GET /api/team': {
    needs: 'settings:read',
    answer: ({ state }) => ({
      items: MEMBERS.slice(0, state === 'empty' ? 1 : MEMBERS.length).map(({ minutes, ...member }, at) => ({
        ...member,
        seesSensitive: false,
        id: uuid(2 + at),
        lastSignInAt: ago(minutes),
      })),
    }),
  },
  'DELETE /api/team/{id}/sessions': { needs: 'team:change', answer: () => undefined },
  'DELETE /api/setup-links/{id}': { needs: 'team:change', answer: () => undefined },
  'PUT /api/team/{id}/emergency': { needs: 'team:change', answer: () => undefined },
  'DELETE /api/team/{id}/emergency': { needs: 'team:change', answer: () => undefined },
  'PUT /api/team/{id}/sensitive': { needs: 'team:change', answer: () => undefined },
  'DELETE /api/team/{id}/sensitive': { needs: 'team:change', answer: () => undefined },
  'GET /api/setup-links': {
    needs: 'settings:read',
    answer: ({ state }) => ({
      items: (state === 'empty' ? [] : LINKS).map((link, at) => ({
        ...link,
        id: uuid(20 + at),
        madeAt: ago(60),
        expiresAt: ago(-4_000),
      })),
    }),
  },
};

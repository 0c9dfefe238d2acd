import type { OwnAnswers } from './own.js';
import { ago, uuid } from './scenario.js';

const SESSIONS = [
  { address: '203.0.113.0/24', methods: ['hwk', 'user'], minutes: 2 },
  { address: '2001:db8:1::/48', methods: ['fed'], minutes: 130 },
  { address: null, methods: ['demo'], minutes: 400 },
] as const;

const passkey = { id: 'q83vEjRWeJq83vEjRWeJqw', madeAt: ago(60 * 24 * 40), lastUsedAt: ago(2) };

/** What an account has of its own: its sessions, and its passkeys. */
export const ANSWERS_OF_OWN: OwnAnswers = {
  'GET /api/session/all': {
    answer: ({ state }) => ({
      items: SESSIONS.slice(0, state === 'empty' ? 1 : SESSIONS.length).map(({ minutes, ...session }, at) => ({
        ...session,
        id: uuid(40 + at),
        isThis: at === 0,
        authTime: ago(minutes),
        seenAt: ago(minutes / 2),
        endsAt: ago(minutes - 480),
      })),
    }),
  },
  'DELETE /api/session/all': { answer: () => undefined },
  'DELETE /api/session/all/{id}': { answer: () => undefined },
  'GET /api/passkeys': {
    answer: ({ state }) => ({
      items: state === 'empty' ? [passkey] : [passkey, { ...passkey, id: 'EjRWeJq83vEjRWeJq83vEg', lastUsedAt: null }],
      most: 10,
    }),
  },
  'DELETE /api/passkeys/{id}': { answer: () => undefined },
};

import type { Random } from '../fuzz/random.js';
import { CONNECTIONS, type AttackKind, type HttpRequest } from './attack.js';

/** What an account may ask through the console, from what costs it least to what costs the most. */
const READS: readonly ((limit: number) => string)[] = [
  () => '/api/session',
  () => '/api/team',
  () => '/api/scim-api/admin/tenants/self/connections',
  (limit) => `/api/scim-api/activity?limit=${limit}`,
  (limit) => `/api/directory/employees?limit=${limit}`,
  (limit) => `/api/audit/entries?limit=${limit}`,
  (limit) => `/api/notifier/deliveries?limit=${limit}`,
  () => '/api/audit/entries.ndjson',
];

/** What the console is asked by somebody who is signed in, and by strangers where people sign in. */
export const CONSOLE_KINDS: Readonly<Record<string, AttackKind>> = {
  /** What the services have of the own tenant, taken or left standing. */
  'session-reads': {
    at: ['console'],
    genes: {
      connections: CONNECTIONS,
      dear: { from: 1, to: READS.length },
      limit: { from: 1, to: 200 },
      unread: { from: 1, to: 10 },
    },
    request: ({ dear = 1, limit = 1, unread = 1 }, _loot, random) => ({
      to: 'console',
      method: 'GET',
      path: (READS[random.below(dear)] ?? READS[0])?.(limit) ?? '',
      ...(random.below(10) < unread - 1 ? { unread: 3_000 } : {}),
    }),
  },
  /** What the console itself keeps of an account. */
  'session-writes': {
    at: ['console'],
    genes: { connections: CONNECTIONS, length: { from: 1, to: 16_000 } },
    request: ({ length = 1 }, { count }, random) => {
      const theme = random.pick(['light', 'dark', 'auto', 'x'.repeat(length)]);
      return { ...written('PATCH', '/api/session', { theme, count }), to: 'console' };
    },
  },
  /** Somebody who signs in again and again: each time a session, an act and tokens. */
  'sign-ins': {
    at: ['console'],
    genes: { connections: CONNECTIONS },
    request: (_genes, { link }) => written('POST', '/api/session/demo', { secret: link }),
  },
  /** Who is nobody, at the doors. */
  'strange-sign-ins': {
    at: ['console'],
    genes: { connections: CONNECTIONS, length: { from: 1, to: 400_000 }, doors: { from: 1, to: 7 } },
    request: ({ length = 1, doors = 1 }, _loot, random) => strange(random.below(doors), length, random),
  },
};

function strange(door: number, length: number, random: Random): HttpRequest {
  const name = random.below(1e9).toString(36);
  const text = 'x'.repeat(Math.min(length, 15_000));
  switch (door) {
    case 0:
      return written('POST', '/api/sign-in', { who: random.isLikely(0.5) ? name : `${name}@${name}.example` });
    case 1:
      return written('POST', '/api/session/passkey/options', {});
    case 2:
      return written('POST', '/api/session/passkey', { response: passkey(name, text) });
    case 3:
      return written('POST', '/api/setup/open', { secret: name.padEnd(43, 'A') });
    case 4:
      return { to: 'stranger', method: 'GET', path: `/sso/oidc/callback?state=${name}&code=${text.slice(0, 4_000)}` };
    case 5:
      return { to: 'stranger', method: 'POST', path: '/sso/saml/acs', type: FORM, body: assertion(length) };
    default:
      return { to: 'stranger', method: 'GET', path: `/people/${name}` };
  }
}

const FORM = 'application/x-www-form-urlencoded';

function written(method: string, path: string, body: object): HttpRequest {
  return { to: 'stranger', method, path, type: 'application/json', body: JSON.stringify(body) };
}

function passkey(id: string, text: string): object {
  const response = { clientDataJSON: text, authenticatorData: text.slice(0, 400), signature: 'AAAA' };
  return { id, rawId: id, type: 'public-key', response };
}

/** XML of many tags, and an assertion of nobody. */
function assertion(length: number): string {
  const tags = '<a b="c"/>'.repeat(length / 10);
  const xml = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${tags}</samlp:Response>`;
  return `SAMLResponse=${encodeURIComponent(Buffer.from(xml).toString('base64'))}`;
}

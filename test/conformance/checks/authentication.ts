import type { Check } from '../check.js';
import { expectError, expectList, expectThat } from '../expect.js';
import type { Answer, Request } from '../client.js';
import type { Probe } from '../probe.js';
import { USER } from '../urns.js';
import { ABSENT_ID } from '../values.js';

/** What a stranger may send; none of it may do anything, so what it names does not exist: the target may be open. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  missing: '',
  wrong: 'Bearer scim-conformance-is-no-token',
  empty: 'Bearer ',
  basic: 'Basic c2NpbTpzY2lt',
};

const REQUESTS: Readonly<Record<string, (probe: Probe) => Request>> = {
  list: ({ users }) => ({ method: 'GET', path: users, query: { count: '1' } }),
  create: (probe) => ({ method: 'POST', path: probe.users, body: { schemas: [USER], userName: probe.name() } }),
  replace: (probe) => ({
    method: 'PUT',
    path: `${probe.users}/${ABSENT_ID}`,
    body: { schemas: [USER], userName: probe.name() },
  }),
  delete: ({ users }) => ({ method: 'DELETE', path: `${users}/${ABSENT_ID}` }),
};

export const AUTHENTICATION: readonly Check[] = [
  ...Object.entries(CREDENTIALS).map(([name, authorization]): Check => ({
    id: `authentication.${name}`,
    level: 'MUST',
    source: 'RFC 7644 §2, RFC 6750 §3.1',
    expected: `a request whose credential is ${name} is answered 401`,
    run: async (probe) => {
      const answer = await strange(probe, 'list', authorization);
      expectThat(answer.status === 401, answer, `answered ${answer.status}`);
    },
  })),
  ...Object.keys(REQUESTS)
    .filter((name) => name !== 'list')
    .map((name): Check => ({
      id: `authentication.${name}-without`,
      level: 'MUST',
      source: 'RFC 7644 §2',
      expected: `${name} without a credential is answered 401`,
      run: async (probe) => {
        const answer = await strange(probe, name, '');
        expectThat(answer.status === 401, answer, `answered ${answer.status}`);
      },
    })),
  {
    id: 'authentication.challenge',
    level: 'MUST',
    source: 'RFC 9110 §15.5.2, RFC 7644 §3.12',
    expected: '401 carries WWW-Authenticate',
    run: async (probe) => {
      const answer = await strange(probe, 'list', CREDENTIALS.wrong ?? '');
      expectThat('www-authenticate' in answer.headers, answer, `${answer.status} without WWW-Authenticate`);
    },
  },
  {
    id: 'authentication.error-body',
    level: 'MUST',
    source: 'RFC 7644 §3.12',
    expected: '401 is a SCIM error',
    run: async (probe) => expectError(await strange(probe, 'list', CREDENTIALS.wrong ?? ''), { status: 401 }),
  },
  {
    id: 'authentication.scheme-case',
    level: 'MUST',
    source: 'RFC 9110 §11.1',
    expected: 'the name of the scheme is accepted in any case',
    run: async (probe) => {
      const authorization = `bearer ${probe.session.token}`;
      const answer = await probe.send({
        method: 'GET',
        path: probe.users,
        query: { count: '1' },
        headers: { authorization },
      });
      expectList(answer);
    },
  },
];

function strange(probe: Probe, name: string, authorization: string): Promise<Answer> {
  const request = REQUESTS[name]?.(probe) ?? { method: 'GET', path: probe.users };
  return probe.send({ ...request, headers: { authorization } });
}

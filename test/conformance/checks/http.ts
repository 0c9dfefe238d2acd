import type { Check } from '../check.js';
import type { Request } from '../client.js';
import { expectError, expectList, expectRefusal, expectResource, expectStatus, expectThat } from '../expect.js';
import { textAt, wordOf } from '../json.js';
import type { Probe } from '../probe.js';
import { ABSENT_ID, quote } from '../values.js';

/** What a person who runs the target would not want a stranger to read. */
const INTERNALS =
  /\bat [\w.<>]+ \(|node_modules|Traceback|java\.lang|\.java:\d+|\.py", line|System\.\w+Exception|ORA-\d{5}|SQLSTATE|select .+ from |<html/i;

/** Requests that are refused in different places of a target: each answer has to be a SCIM error. */
const REFUSED: Readonly<Record<string, (probe: Probe) => Request>> = {
  'malformed-json': ({ users }) => ({ method: 'POST', path: users, text: '{"schemas": [' }),
  'empty-body': ({ users }) => ({ method: 'POST', path: users, text: '' }),
  'list-body': ({ users }) => ({ method: 'POST', path: users, text: '[]' }),
  'text-body': ({ users }) => ({ method: 'POST', path: users, text: '"user"' }),
  'null-body': ({ users }) => ({ method: 'POST', path: users, text: 'null' }),
  'unknown-endpoint': () => ({ method: 'GET', path: '/NoSuchEndpoint' }),
  'absent-user': ({ users }) => ({ method: 'GET', path: `${users}/${ABSENT_ID}` }),
  'bad-filter': ({ users }) => ({ method: 'GET', path: users, query: { filter: '((' } }),
  'bad-patch': ({ users }) => ({ method: 'PATCH', path: `${users}/${ABSENT_ID}`, text: '{' }),
};

export const HTTP: readonly Check[] = [
  ...Object.entries(REFUSED).map(([id, request]): Check => ({
    id: `http.error.${id}`,
    level: 'MUST',
    source: 'RFC 7644 §3.12',
    expected: `${id}: a 4xx that is a SCIM error, its status a string, and nothing of the target's inside in it`,
    needs: { working: true },
    run: async (probe) => {
      const answer = await probe.send(request(probe));
      expectRefusal(answer);
      expectThat(!INTERNALS.test(answer.text), answer, 'the answer shows the inside of the target');
    },
  })),
  {
    id: 'http.error.detail',
    level: 'SHOULD',
    source: 'RFC 7644 §3.12; Microsoft Learn, provisioning logs show the detail',
    expected: 'an error says in detail what is wrong, for a person',
    needs: { working: true },
    run: async (probe) => {
      const answer = await probe.post(probe.users, { ...probe.userBody(), userName: undefined });
      const detail = textAt(answer.body, 'detail') ?? '';
      expectThat(detail.length > 3, answer, 'there is no detail');
    },
  },
  {
    id: 'http.error.media-type',
    level: 'MUST',
    source: 'RFC 7644 §3.1, §8.1',
    expected: 'errors are answered as application/scim+json',
    run: async (probe) => {
      const answer = await probe.get(`${probe.users}/${ABSENT_ID}`);
      expectStatus(answer, 404);
      const type = answer.headers['content-type'] ?? 'none';
      expectThat(type.toLowerCase().startsWith('application/scim+json'), answer, `the media type is ${type}`);
    },
  },
  {
    id: 'http.method',
    level: 'SHOULD',
    source: 'RFC 9110 §15.5.6',
    expected: 'a method that an endpoint does not have is 405, with Allow',
    run: async (probe) => {
      const answer = await probe.send({ method: 'DELETE', path: '/ServiceProviderConfig' });
      expectStatus(answer, 405);
      expectThat(answer.headers.allow !== undefined, answer, '405 without Allow');
    },
  },
  {
    id: 'http.method.collection',
    level: 'MUST',
    source: 'RFC 7644 §3.2',
    expected: 'PUT of a whole collection is refused',
    run: async (probe) => {
      const made = await probe.user();
      // Not DELETE: a target that obeyed would lose all its users.
      const answer = await probe.send({ method: 'PUT', path: probe.users, body: probe.userBody() });
      expectThat(
        (answer.status >= 400 && answer.status < 500) || answer.status === 501,
        answer,
        `answered ${answer.status}`,
      );
      expectStatus(await probe.get(made.path), 200);
    },
  },
  {
    id: 'http.media-type.json',
    level: 'MUST',
    source: 'RFC 7644 §3.1, §3.8',
    expected: 'a body that is sent as application/json is taken',
    run: async (probe) => {
      const request = { method: 'POST', path: probe.users, body: probe.userBody() };
      expectResource(await probe.send({ ...request, headers: { 'content-type': 'application/json' } }), 201);
    },
  },
  {
    id: 'http.media-type.charset',
    level: 'MUST',
    source: 'RFC 7644 §3.8; Entra sends a charset',
    expected: 'a media type with charset=utf-8 is taken',
    run: async (probe) => {
      const headers = { 'content-type': 'application/scim+json; charset=utf-8' };
      expectResource(await probe.send({ method: 'POST', path: probe.users, body: probe.userBody(), headers }), 201);
    },
  },
  {
    id: 'http.media-type.other',
    level: 'SHOULD',
    source: 'RFC 9110 §15.5.16',
    expected: 'a body of another media type is refused with 415',
    run: async (probe) => {
      const headers = { 'content-type': 'text/csv' };
      expectError(await probe.send({ method: 'POST', path: probe.users, text: 'userName', headers }), { status: 415 });
    },
  },
  {
    id: 'http.accept.json',
    level: 'MUST',
    source: 'RFC 7644 §3.8',
    expected: 'a client that accepts application/json is answered',
    run: async (probe) =>
      void expectList(
        await probe.send({
          method: 'GET',
          path: probe.users,
          query: { count: '1' },
          headers: { accept: 'application/json' },
        }),
      ),
  },
  {
    id: 'http.accept.any',
    level: 'MUST',
    source: 'RFC 7644 §3.8, RFC 9110 §12.5.1',
    expected: 'a client that accepts anything is answered',
    run: async (probe) =>
      void expectList(
        await probe.send({ method: 'GET', path: probe.users, query: { count: '1' }, headers: { accept: '*/*' } }),
      ),
  },
  {
    id: 'http.unknown-parameter',
    level: 'SHOULD',
    source: 'RFC 7644 §3.4.2 (unknown parameters are ignored)',
    expected: 'a query parameter that nobody knows is ignored',
    run: async (probe) => void expectList(await probe.get(probe.users, { count: '1', noSuchParameter: 'x' })),
  },
  {
    id: 'http.encoding.plus',
    level: 'MUST',
    source: 'WHATWG URL, form encoding; Entra encodes a space as + or as %20',
    profile: 'entra',
    expected: 'a filter whose spaces are written as + is read',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const { body } = await probe.user();
      const filter = encodeURIComponent(`userName eq ${quote(body.userName)}`).replaceAll('%20', '+');
      const answer = await probe.get(`${probe.users}?filter=${filter}`);
      expectThat(expectList(answer).total === 1, answer, 'not found');
    },
  },
  {
    id: 'http.encoding.literal-brackets',
    level: 'SHOULD',
    source: 'Entra sends brackets encoded or as they are',
    profile: 'entra',
    expected: 'a filter whose brackets are not encoded is read',
    needs: { features: ['filter'], attributes: ['emails.type'] },
    run: async (probe) => {
      const { body } = await probe.user();
      const value = encodeURIComponent(wordOf(body.userName));
      const answer = await probe.get(
        `${probe.users}?filter=emails[type%20eq%20%22work%22%20and%20value%20eq%20%22${value}%22]`,
      );
      expectThat(expectList(answer).total === 1, answer, 'not found');
    },
  },
  {
    id: 'http.head',
    level: 'SHOULD',
    source: 'RFC 9110 §9.3.2',
    expected: 'HEAD answers as GET does, without the body',
    run: async (probe) => {
      const { path } = await probe.user();
      const answer = await probe.send({ method: 'HEAD', path });
      expectStatus(answer, 200, 405, 501);
      expectThat(answer.text === '', answer, 'there is a body');
    },
  },
  {
    id: 'http.options',
    level: 'MUST',
    source: 'RFC 9110 §15.6',
    expected: 'OPTIONS is answered without an error of the server',
    run: async (probe) => {
      const answer = await probe.send({ method: 'OPTIONS', path: probe.users });
      expectThat(answer.status < 500 || answer.status === 501, answer, `answered ${answer.status}`);
    },
  },
  {
    id: 'http.deep-body',
    level: 'MUST',
    source: 'RFC 7644 §3.12 (no error of the server for what a client sends)',
    expected: 'a body that nests ten thousand deep is refused with 4xx',
    needs: { working: true },
    run: async (probe) => {
      const text = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
      const answer = await probe.send({ method: 'POST', path: probe.users, text });
      expectThat(answer.status >= 400 && answer.status < 500, answer, `answered ${answer.status}`);
    },
  },
  {
    id: 'http.nul-character',
    level: 'MUST',
    source: 'RFC 7644 §3.12 (no error of the server for what a client sends)',
    expected: 'U+0000 in a name is taken or refused, and is no error of the server',
    needs: { working: true },
    run: async (probe) => {
      const answer = await probe.post(probe.users, { ...probe.userBody(), displayName: 'a\u0000b' });
      expectThat(answer.status < 500, answer, `answered ${answer.status}`);
    },
  },
  {
    id: 'me',
    level: 'SHOULD',
    source: 'RFC 7644 §3.11',
    expected: '/Me is the user, a redirect with Location, 501, or 404: a token of a service stands for nobody',
    run: async (probe) => {
      const answer = await probe.get('/Me');
      expectStatus(answer, 200, 307, 308, 404, 501);
      if (answer.status === 200) expectThat(textAt(answer.body, 'id') !== undefined, answer, '200 without a user');
      if (answer.status > 300 && answer.status < 400) {
        expectThat(answer.headers.location !== undefined, answer, 'a redirect without Location');
      }
    },
  },
  {
    id: 'http.lower-case-endpoint',
    level: 'MAY',
    source: 'Postman: one request to /users',
    expected: 'the name of an endpoint is found in lower case too',
    run: async (probe) => void expectList(await probe.get(probe.users.toLowerCase(), { count: '1' })),
  },
];

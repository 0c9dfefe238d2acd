import type { Check, Needs } from '../check.js';
import { expectError, expectStatus, expectThat, expectValue, show } from '../expect.js';
import type { Request } from '../client.js';
import { textAt, type JsonObject } from '../json.js';
import type { Made } from '../probe.js';
import { PATCH_OP } from '../urns.js';

const CLAUSE = 'RFC 7644 §3.14';
const NEEDS: Needs = { features: ['etag'] };

export const ETAGS: readonly Check[] = [
  {
    id: 'etag.shown',
    level: 'MUST',
    source: CLAUSE,
    expected: 'a resource is answered with ETag, the same as meta.version',
    needs: NEEDS,
    run: async (probe) => {
      const answer = await probe.read(await probe.user());
      expectThat(answer.headers.etag !== undefined, answer, 'no ETag');
      expectValue(answer, ['meta', 'version'], answer.headers.etag);
    },
  },
  {
    id: 'etag.weak',
    level: 'SHOULD',
    source: 'RFC 7643 §3.1, RFC 9110 §8.8.3',
    expected: 'the version is an entity-tag, in quotes, with W/ before it when it is weak',
    needs: NEEDS,
    run: async (probe) => {
      const { answer, body } = await probe.user();
      const version = textAt(body, 'meta', 'version');
      expectThat(
        version !== undefined && /^(?:W\/)?"[^"]*"$/.test(version),
        answer,
        `meta.version is ${show(version)}`,
      );
    },
  },
  {
    id: 'etag.moves',
    level: 'MUST',
    source: CLAUSE,
    expected: 'a change moves the version',
    needs: { features: ['etag', 'patch'] },
    run: async (probe) => {
      const made = await probe.user();
      await probe.patch(made.path, [{ op: 'replace', path: 'active', value: false }]);
      const later = await probe.read(made);
      const [before, after] = [made.body, later.body].map((body) => textAt(body, 'meta', 'version'));
      expectThat(before !== after && after !== undefined, later, `the version is still ${show(after)}`);
    },
  },
  {
    id: 'etag.not-modified',
    level: 'MUST',
    source: CLAUSE,
    expected: 'GET with If-None-Match of the current version is 304 without a body',
    needs: NEEDS,
    run: async (probe) => {
      const made = await probe.user();
      const headers = { 'if-none-match': versionOf(made) };
      const answer = await probe.send({ method: 'GET', path: made.path, headers });
      expectStatus(answer, 304);
      expectThat(answer.text === '', answer, '304 with a body');
    },
  },
  ...(['PUT', 'PATCH', 'DELETE'] as const).map((method): Check => ({
    id: `etag.mismatch.${method.toLowerCase()}`,
    level: 'MUST',
    source: CLAUSE,
    expected: `${method} with If-Match of another version is 412, and changes nothing`,
    needs: { features: method === 'PATCH' ? ['etag', 'patch'] : ['etag'] },
    run: async (probe) => {
      const made = await probe.user();
      const body = bodyOf(method, { ...probe.userBody(), userName: made.body.userName, active: false });
      const headers = { 'if-match': 'W/"never-given-out"' };
      expectError(await probe.send({ method, path: made.path, headers, ...body }), { status: 412 });
      expectValue(await probe.read(made), ['active'], true);
    },
  })),
  {
    id: 'etag.match',
    level: 'MUST',
    source: CLAUSE,
    expected: 'PATCH with If-Match of the current version is applied',
    needs: { features: ['etag', 'patch'] },
    run: async (probe) => {
      const made = await probe.user();
      const headers = { 'if-match': versionOf(made) };
      const body = bodyOf('PATCH', {});
      expectStatus(await probe.send({ method: 'PATCH', path: made.path, headers, ...body }), 200, 204);
      expectValue(await probe.read(made), ['active'], false);
    },
  },
  {
    id: 'etag.match-any',
    level: 'MUST',
    source: `${CLAUSE}, RFC 9110 §13.1.1`,
    expected: 'If-Match: * is met by any version',
    needs: { features: ['etag', 'patch'] },
    run: async (probe) => {
      const made = await probe.user();
      const body = bodyOf('PATCH', {});
      expectStatus(
        await probe.send({ method: 'PATCH', path: made.path, headers: { 'if-match': '*' }, ...body }),
        200,
        204,
      );
      expectValue(await probe.read(made), ['active'], false);
    },
  },
];

function versionOf({ answer, body }: Made): string {
  return answer.headers.etag ?? textAt(body, 'meta', 'version') ?? 'none';
}

function bodyOf(method: 'PUT' | 'PATCH' | 'DELETE', user: JsonObject): Pick<Request, 'body'> {
  if (method === 'DELETE') return {};
  if (method === 'PUT') return { body: user };
  return { body: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] } };
}

import type { Check } from '../check.js';
import type { Answer } from '../client.js';
import { expectError, expectList, expectResource, expectStatus, expectThat, show } from '../expect.js';
import { at, type Json, type Value, wordOf } from '../json.js';
import type { Made, Probe } from '../probe.js';
import { ENTERPRISE, SEARCH_REQUEST, USER } from '../urns.js';
import { quote } from '../values.js';

const CLAUSE = 'RFC 7644 §3.9, RFC 7643 §7 (returned)';

/** Every kind of answer that shows a user, with the parameters that choose what it shows. */
const ANSWERS: Readonly<Record<string, (probe: Probe, query: Record<string, string>) => Promise<Shown>>> = {
  get: async (probe, query) => whole(await probe.get((await probe.user(FULL)).path, query)),
  list: async (probe, query) => {
    const { body } = await probe.user(FULL);
    const answer = await probe.find(`userName eq ${quote(body.userName)}`, query);
    const list = expectList(answer);
    expectThat(list.resources.length === 1, answer, `${list.resources.length} found`);
    return { answer, resource: list.resources[0] };
  },
  post: async (probe, query) => whole(await probe.post(probe.users, probe.userBody(FULL), query), 201),
  put: async (probe, query) => {
    const { path, body } = await probe.user(FULL);
    return whole(await probe.put(path, { ...probe.userBody(FULL), userName: body.userName }, query));
  },
  patch: async (probe, query) => {
    const { path } = await probe.user(FULL);
    return whole(await probe.patch(path, [{ op: 'replace', path: 'title', value: 'Pilot' }], query));
  },
};

const FULL = { title: 'Engineer', nickName: 'Ada' };

interface Shown {
  readonly answer: Answer;
  readonly resource: Value;
}

const NEEDS = { attributes: ['title', 'nickName'] } as const;

export const PROJECTION: readonly Check[] = [
  ...Object.entries(ANSWERS).flatMap(([kind, ask]): readonly Check[] => [
    {
      id: `projection.attributes.${kind}`,
      level: 'MUST',
      source: CLAUSE,
      expected: `attributes=userName,title on ${kind.toUpperCase()}: these, id and schemas are shown, and no other`,
      needs: needsOf(kind),
      run: async (probe) => {
        const { answer, resource } = await ask(probe, { attributes: 'userName,title' });
        expectShown({ answer, resource }, ['id', 'userName', 'title'], ['nickName', 'emails', 'name', 'externalId']);
      },
    },
    {
      id: `projection.excluded.${kind}`,
      level: 'MUST',
      source: CLAUSE,
      expected: `excludedAttributes=nickName,emails on ${kind.toUpperCase()}: these are left out, and no other`,
      needs: needsOf(kind),
      run: async (probe) => {
        const { answer, resource } = await ask(probe, { excludedAttributes: 'nickName,emails' });
        expectShown({ answer, resource }, ['id', 'userName', 'title', 'meta'], ['nickName', 'emails']);
      },
    },
  ]),
  {
    id: 'projection.always',
    level: 'MUST',
    source: 'RFC 7643 §3.1, §7 (returned: always)',
    expected: 'id is shown even when it is excluded',
    run: async (probe) => {
      const { path } = await probe.user();
      const shown = whole(await probe.get(path, { excludedAttributes: 'id,userName' }));
      expectThat(at(shown.resource, 'id') !== undefined, shown.answer, 'no id');
    },
  },
  {
    id: 'projection.both',
    level: 'SHOULD',
    source: 'RFC 7644 §3.9 (either of them)',
    expected: 'attributes together with excludedAttributes is refused with 400',
    run: async (probe) => {
      const { path } = await probe.user();
      expectError(await probe.get(path, { attributes: 'userName', excludedAttributes: 'title' }), { status: 400 });
    },
  },
  {
    id: 'projection.sub-attribute',
    level: 'MUST',
    source: 'RFC 7644 §3.9, §3.10',
    expected: 'attributes=name.givenName shows that sub-attribute and not its neighbours',
    needs: { attributes: ['name.givenName', 'name.familyName'] },
    run: async (probe) => {
      const { path } = await probe.user();
      const { answer, resource } = whole(await probe.get(path, { attributes: 'name.givenName' }));
      expectThat(at(resource, 'name', 'givenName') === 'Ada', answer, `name is ${show(at(resource, 'name'))}`);
      expectThat(at(resource, 'name', 'familyName') === undefined, answer, 'name.familyName is shown too');
    },
  },
  {
    id: 'projection.sub-attribute-excluded',
    level: 'MUST',
    source: 'RFC 7644 §3.9, §3.10',
    expected: 'excludedAttributes=name.familyName leaves out that sub-attribute alone',
    needs: { attributes: ['name.givenName', 'name.familyName'] },
    run: async (probe) => {
      const { path } = await probe.user();
      const { answer, resource } = whole(await probe.get(path, { excludedAttributes: 'name.familyName' }));
      expectThat(at(resource, 'name', 'givenName') === 'Ada', answer, `name is ${show(at(resource, 'name'))}`);
      expectThat(at(resource, 'name', 'familyName') === undefined, answer, 'name.familyName is shown');
    },
  },
  {
    id: 'projection.names-case',
    level: 'MUST',
    source: 'RFC 7643 §2.1',
    expected: 'the names in attributes count in any case',
    needs: NEEDS,
    run: async (probe) => {
      const { path } = await probe.user(FULL);
      const shown = whole(await probe.get(path, { attributes: 'TITLE' }));
      expectShown(shown, ['id', 'title'], ['nickName']);
    },
  },
  {
    id: 'projection.urn',
    level: 'MUST',
    source: 'RFC 7644 §3.10',
    expected: 'attributes may be named behind the URN of their schema',
    needs: NEEDS,
    run: async (probe) => {
      const { path } = await probe.user(FULL);
      const shown = whole(await probe.get(path, { attributes: `${USER}:title` }));
      expectShown(shown, ['id', 'title'], ['nickName']);
    },
  },
  {
    id: 'projection.extension',
    level: 'MUST',
    source: 'RFC 7644 §3.10',
    expected: 'an attribute of the extension is shown by its URN, alone',
    needs: { attributes: [`${ENTERPRISE}:department`, `${ENTERPRISE}:employeeNumber`] },
    run: async (probe) => {
      const { path } = await probe.user({ [ENTERPRISE]: { department: 'Engines', employeeNumber: '1815' } });
      const { answer, resource } = whole(await probe.get(path, { attributes: `${ENTERPRISE}:department` }));
      expectThat(at(resource, ENTERPRISE, 'department') === 'Engines', answer, 'department is not shown');
      expectThat(at(resource, ENTERPRISE, 'employeeNumber') === undefined, answer, 'employeeNumber is shown too');
    },
  },
  {
    id: 'projection.unknown',
    level: 'SHOULD',
    source: 'RFC 7644 §3.9; Postman: attributes',
    expected: 'a name in attributes that nobody has shows nothing, and is no error of the server',
    run: async (probe) => {
      const { path } = await probe.user();
      expectStatus(await probe.get(path, { attributes: 'userName,noSuchAttribute' }), 200, 400);
    },
  },
  {
    id: 'projection.password',
    level: 'MUST',
    source: 'RFC 7643 §4.1.1, §7 (returned: never)',
    expected: 'a password is never shown, not even when it is asked for',
    run: async (probe) => {
      const made = await userWithPassword(probe);
      for (const answer of [
        made.answer,
        await probe.get(made.path),
        await probe.get(made.path, { attributes: 'password' }),
      ]) {
        expectThat(!answer.text.includes(PASSWORD), answer, 'the password is in the answer');
      }
    },
  },
];

const PASSWORD = 'T0p-secret-of-scim-conformance';

async function userWithPassword(probe: Probe): Promise<Made> {
  const body = { ...probe.userBody(), password: PASSWORD };
  const answer = await probe.post(probe.users, body);
  // A target may refuse passwords: then there is none to show.
  if (answer.status !== 201) return probe.user();
  const resource = expectResource(answer, 201);
  const id = wordOf(resource.id);
  return { id, path: `${probe.users}/${id}`, body: resource, answer };
}

function needsOf(kind: string): NonNullable<Check['needs']> {
  if (kind === 'list') return { ...NEEDS, features: ['filter'] };
  return kind === 'patch' ? { ...NEEDS, features: ['patch'] } : NEEDS;
}

function whole(answer: Answer, ...statuses: readonly number[]): Shown {
  return { answer, resource: expectResource(answer, ...(statuses.length === 0 ? [200] : statuses)) };
}

function expectShown({ answer, resource }: Shown, shown: readonly string[], hidden: readonly string[]): void {
  const missing = shown.find((name) => at(resource, name) === undefined);
  expectThat(missing === undefined, answer, `${missing} is not shown`);
  const excess = hidden.find((name) => at(resource, name) !== undefined);
  expectThat(excess === undefined, answer, `${excess} is shown`);
}

/** RFC 7644 §3.4.3. */
export const SEARCH: readonly Check[] = [
  {
    id: 'search.filter',
    level: 'MUST',
    source: 'RFC 7644 §3.4.3',
    expected: 'POST /Users/.search finds what the same filter finds by GET',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const { id, body } = await probe.user();
      const answer = await search(probe, { filter: `userName eq ${quote(body.userName)}` });
      const { total, resources } = expectList(answer);
      expectThat(total === 1 && at(resources[0], 'id') === id, answer, `${total} found instead of the one`);
    },
  },
  {
    id: 'search.page',
    level: 'MUST',
    source: 'RFC 7644 §3.4.3, §3.4.2.4',
    expected: 'startIndex and count of a search are honoured',
    run: async (probe) => {
      await probe.user();
      await probe.user();
      const answer = await search(probe, { startIndex: 1, count: 1 });
      const { total, resources } = expectList(answer);
      expectThat(resources.length === 1 && total >= 2, answer, `${resources.length} of ${total} shown`);
    },
  },
  {
    id: 'search.attributes',
    level: 'MUST',
    source: 'RFC 7644 §3.4.3, §3.9',
    expected: 'attributes of a search, a list here, choose what is shown',
    needs: { features: ['filter'], attributes: ['title', 'nickName'] },
    run: async (probe) => {
      const { body } = await probe.user(FULL);
      const filter = `userName eq ${quote(body.userName)}`;
      const answer = await search(probe, { filter, attributes: ['title'] });
      expectShown(
        { answer, resource: expectList(answer).resources[0] },
        ['id', 'title'],
        ['nickName', 'userName'].slice(0, 1),
      );
    },
  },
  {
    id: 'search.excluded',
    level: 'MUST',
    source: 'RFC 7644 §3.4.3, §3.9',
    expected: 'excludedAttributes of a search are left out',
    needs: { features: ['filter'], attributes: ['title', 'nickName'] },
    run: async (probe) => {
      const { body } = await probe.user(FULL);
      const filter = `userName eq ${quote(body.userName)}`;
      const answer = await search(probe, { filter, excludedAttributes: ['nickName'] });
      expectShown({ answer, resource: expectList(answer).resources[0] }, ['id', 'title', 'userName'], ['nickName']);
    },
  },
  {
    id: 'search.bad-filter',
    level: 'MUST',
    source: 'RFC 7644 §3.4.3, §3.12',
    expected: 'a filter that cannot be read is refused with 400 invalidFilter',
    needs: { features: ['filter'] },
    run: async (probe) =>
      expectError(await search(probe, { filter: 'userName eq' }), { status: 400, scimType: 'invalidFilter' }),
  },
  {
    id: 'search.root',
    level: 'SHOULD',
    source: 'RFC 7644 §3.4.2.1, §3.4.3',
    expected: 'POST /.search looks through all types, and is 501 or 403 where that is not offered',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const { id, body } = await probe.user();
      const filter = `meta.resourceType eq "User" and userName eq ${quote(body.userName)}`;
      const answer = await probe.post('/.search', { schemas: [SEARCH_REQUEST], filter });
      if (answer.status === 501 || answer.status === 403) return;
      const { resources } = expectList(answer);
      expectThat(resources.length === 1 && at(resources[0], 'id') === id, answer, `${resources.length} found`);
    },
  },
];

function search(probe: Probe, request: Readonly<Record<string, Json>>): Promise<Answer> {
  return probe.post(`${probe.users}/.search`, { schemas: [SEARCH_REQUEST], ...request });
}

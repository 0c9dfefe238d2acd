import type { Check } from '../check.js';
import { expectError, expectResource, expectThat, expectValue, show } from '../expect.js';
import { at, isUnassigned, wordOf } from '../json.js';
import { ABSENT_ID } from '../values.js';

const CLAUSE = 'RFC 7644 §3.5.1';

export const PUT: readonly Check[] = [
  {
    id: 'put.replace',
    level: 'MUST',
    source: `${CLAUSE}; Postman: PUT replace`,
    expected: 'PUT answers 200 with the resource as it is now, and GET shows the same',
    needs: { attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user({ title: 'Engineer' });
      const body = { ...probe.userBody({ title: 'Pilot' }), userName: made.body.userName };
      const answer = await probe.put(made.path, body);
      expectResource(answer, 200);
      for (const shown of [answer, await probe.read(made)]) {
        expectValue(shown, ['title'], 'Pilot');
        expectValue(shown, ['id'], made.id);
      }
    },
  },
  {
    id: 'put.clears',
    level: 'SHOULD',
    source: `${CLAUSE} (readWrite values that are left out)`,
    expected: 'what the PUT leaves out has no value afterwards',
    needs: { attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user({ title: 'Engineer' });
      await probe.put(made.path, { ...probe.userBody(), userName: made.body.userName });
      const later = await probe.read(made);
      expectThat(isUnassigned(at(later.body, 'title')), later, `title is still ${show(at(later.body, 'title'))}`);
    },
  },
  {
    id: 'put.read-only',
    level: 'MUST',
    source: `${CLAUSE} (readOnly values are ignored)`,
    expected: 'id and meta of a PUT are ignored',
    run: async (probe) => {
      const made = await probe.user();
      const meta = { created: '2001-01-01T00:00:00Z', resourceType: 'Group' };
      const body = { ...probe.userBody(), userName: made.body.userName, id: ABSENT_ID, meta };
      expectResource(await probe.put(made.path, body), 200);
      const later = await probe.read(made);
      expectValue(later, ['id'], made.id);
      expectValue(later, ['meta', 'created'], at(made.body, 'meta', 'created'));
      expectValue(later, ['meta', 'resourceType'], 'User');
    },
  },
  {
    id: 'put.absent',
    level: 'MUST',
    source: `${CLAUSE} (PUT does not create)`,
    expected: 'PUT to an id that does not exist is 404 and creates nothing',
    needs: { working: true },
    run: async (probe) =>
      expectError(await probe.put(`${probe.users}/${ABSENT_ID}`, probe.userBody()), { status: 404 }),
  },
  {
    id: 'put.without-username',
    level: 'MUST',
    source: `${CLAUSE}; Postman: PUT without userName`,
    expected: 'a PUT without userName is refused with 400, and the user keeps it',
    run: async (probe) => {
      const made = await probe.user();
      const { userName: _, ...body } = probe.userBody();
      expectError(await probe.put(made.path, body), { status: 400 });
      expectValue(await probe.read(made), ['userName'], made.body.userName);
    },
  },
  {
    id: 'put.same',
    level: 'SHOULD',
    source: 'RFC 7643 §3.1 (lastModified)',
    expected: 'a PUT of what is there already leaves lastModified as it is',
    run: async (probe) => {
      const body = probe.userBody();
      const answer = await probe.post(probe.users, body);
      const { id, meta } = expectResource(answer, 201);
      await probe.put(`${probe.users}/${wordOf(id)}`, body);
      const later = await probe.get(`${probe.users}/${wordOf(id)}`);
      expectThat(at(meta, 'lastModified') !== undefined, answer, 'no meta.lastModified');
      expectValue(later, ['meta', 'lastModified'], at(meta, 'lastModified'));
    },
  },
  {
    id: 'put.rename',
    level: 'MUST',
    source: CLAUSE,
    expected: 'a PUT may change userName, and the id stays',
    run: async (probe) => {
      const made = await probe.user();
      const body = probe.userBody();
      const answer = await probe.put(made.path, body);
      expectResource(answer, 200);
      expectValue(answer, ['userName'], body.userName);
      expectValue(answer, ['id'], made.id);
    },
  },
];

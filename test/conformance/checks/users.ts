import type { Check } from '../check.js';
import { MEDIA_TYPE } from '../client.js';
import { expectError, expectIds, expectResource, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, findInside, listAt, textAt, wordOf } from '../json.js';
import { ENTERPRISE, USER } from '../urns.js';
import { ABSENT_ID, quote } from '../values.js';

/** RFC 7644 §3.3, §3.4.1, §3.6: a user from its creation to its end. */
export const USERS: readonly Check[] = [
  {
    id: 'users.create',
    level: 'MUST',
    source: 'RFC 7644 §3.3; validator: Create a new User',
    expected: 'POST /Users answers 201 with the resource and its id',
    run: async (probe) => {
      const answer = await probe.post(probe.users, probe.userBody());
      expectResource(answer, 201);
      expectThat((textAt(answer.body, 'id') ?? '') !== '', answer, 'the resource has no id');
    },
  },
  {
    id: 'users.create.location',
    level: 'MUST',
    source: 'RFC 7644 §3.3, RFC 7643 §3.1',
    expected: '201 carries Location, the same as meta.location',
    run: async (probe) => {
      const { answer } = await probe.user();
      const location = answer.headers.location;
      expectThat(location !== undefined, answer, 'no Location');
      expectValue(answer, ['meta', 'location'], location);
    },
  },
  {
    id: 'users.create.location-leads-back',
    level: 'MUST',
    source: 'RFC 7643 §3.1',
    expected: 'meta.location ends with the endpoint and the id of the resource',
    run: async (probe) => {
      const { answer, path } = await probe.user();
      const location = textAt(answer.body, 'meta', 'location');
      expectThat(location?.endsWith(path) === true, answer, `meta.location is ${show(location)}`);
    },
  },
  {
    id: 'users.create.meta',
    level: 'MUST',
    source: 'RFC 7643 §3.1',
    expected: 'meta says resourceType User, created and lastModified; the two are equal until the user is changed',
    run: async (probe) => {
      const { answer } = await probe.user();
      expectValue(answer, ['meta', 'resourceType'], 'User');
      const created = textAt(answer.body, 'meta', 'created');
      expectThat(created !== undefined && DATE_TIME.test(created), answer, `meta.created is ${show(created)}`);
      expectValue(answer, ['meta', 'lastModified'], created);
    },
  },
  {
    id: 'users.create.values',
    level: 'MUST',
    source: 'RFC 7644 §3.3; validator: Create a new User; gallery test 17',
    expected: 'every value that was sent comes back in the answer and in a later GET, as it was sent',
    run: async (probe) => {
      const body = probe.userBody({ title: 'Engineer', nickName: 'Ada', locale: 'en-GB', userType: 'Employee' });
      const answer = await probe.post(probe.users, body);
      const id = textAt(expectResource(answer, 201), 'id');
      for (const later of [answer, await probe.get(`${probe.users}/${id}`)]) {
        for (const [name, value] of Object.entries(body)) {
          if (typeof value === 'string' || typeof value === 'boolean') expectValue(later, [name], value);
        }
        if (body.name !== undefined) expectValue(later, ['name', 'givenName'], 'Ada');
        if (body.emails !== undefined) expectValue(later, ['emails', 0, 'value'], body.userName);
      }
    },
  },
  {
    id: 'users.create.case-kept',
    level: 'MUST',
    source: 'RFC 7643 §2.2 (case is preserved), §4.1.1; Microsoft Learn, SCIM tutorial: values as they were sent',
    expected: 'userName keeps the case in which it was sent',
    run: async (probe) => {
      const userName = probe.name('Mixed-Case');
      const made = await probe.user({ userName });
      expectValue(await probe.read(made), ['userName'], userName);
    },
  },
  {
    id: 'users.create.unicode',
    level: 'MUST',
    source: 'RFC 7644 §3.8 (UTF-8)',
    expected: 'names of any script come back as they were sent',
    needs: { attributes: ['displayName'] },
    run: async (probe) => {
      const displayName = 'Łukasz 王小明 محمد "O’Brien" \\ 🦊';
      const made = await probe.user({ displayName });
      expectValue(await probe.read(made), ['displayName'], displayName);
    },
  },
  {
    id: 'users.create.id-ignored',
    level: 'MUST',
    source: 'RFC 7643 §3.1, RFC 7644 §3.3',
    expected: 'id and meta from the client are ignored',
    run: async (probe) => {
      const meta = { resourceType: 'User', created: '2001-01-01T00:00:00Z' };
      const body = { ...probe.userBody(), id: ABSENT_ID, meta };
      const answer = await probe.post(probe.users, body);
      expectResource(answer, 201);
      expectThat(textAt(answer.body, 'id') !== ABSENT_ID, answer, 'the client’s id was taken');
      expectThat(textAt(answer.body, 'meta', 'created') !== meta.created, answer, 'the client’s meta was taken');
    },
  },
  {
    id: 'users.create.schemas',
    level: 'MUST',
    source: 'RFC 7643 §3',
    expected: 'schemas of the answer has the core URN, no URN twice, and an extension only with its attributes',
    run: async (probe) => {
      const { answer } = await probe.user();
      const schemas = listAt(answer.body, 'schemas');
      expectThat(schemas.includes(USER), answer, `schemas are ${show(schemas)}`);
      expectThat(new Set(schemas).size === schemas.length, answer, 'a URN is there twice');
      const empty = schemas.find(
        (urn) => urn !== USER && !(typeof urn === 'string' && answer.text.includes(`"${urn}":`)),
      );
      expectThat(empty === undefined, answer, `${show(empty)} is listed without attributes`);
    },
  },
  {
    id: 'users.create.no-nulls',
    level: 'SHOULD',
    source: 'RFC 7643 §2.5',
    expected: 'what has no value is left out of the answer, rather than null',
    run: async (probe) => {
      const { answer } = await probe.user();
      const found = findInside(answer.body, (value) => value === null);
      expectThat(found === undefined, answer, `null at ${found}`);
    },
  },
  {
    id: 'users.create.null-is-unassigned',
    level: 'MUST',
    source: 'RFC 7643 §2.5; Entra sends nulls on create',
    expected: 'an attribute that is null on create is as good as left out',
    needs: { attributes: ['title', 'phoneNumbers'] },
    run: async (probe) => {
      const answer = await probe.post(probe.users, { ...probe.userBody(), title: null, phoneNumbers: [] });
      expectResource(answer, 201);
    },
  },
  {
    id: 'users.create.without-username',
    level: 'MUST',
    source: 'RFC 7643 §4.1.1; Postman: user tests with garbage',
    expected: 'a user without userName is refused with 400',
    needs: { working: true },
    run: async (probe) => {
      const { userName: _, ...body } = probe.userBody();
      expectError(await probe.post(probe.users, body), { status: 400 });
    },
  },
  {
    id: 'users.create.empty-username',
    level: 'MUST',
    source: 'RFC 7643 §4.1.1',
    expected: 'an empty userName is refused with 400',
    needs: { working: true },
    run: async (probe) => {
      expectError(await probe.post(probe.users, { ...probe.userBody(), userName: '' }), { status: 400 });
    },
  },
  {
    id: 'users.create.wrong-type',
    level: 'MUST',
    source: 'RFC 7644 §3.12 (invalidValue), RFC 7643 §2.3',
    expected: 'a value of the wrong type is refused with 400',
    needs: { working: true, attributes: ['displayName'] },
    run: async (probe) => {
      const answer = await probe.post(probe.users, { ...probe.userBody(), displayName: { not: 'a text' } });
      expectError(answer, { status: 400, scimType: ['invalidValue', 'invalidSyntax'] });
    },
  },
  {
    id: 'users.create.without-schemas',
    level: 'SHOULD',
    source: 'RFC 7643 §3',
    expected: 'a body without schemas is refused with 400 invalidSyntax or invalidValue',
    needs: { working: true },
    run: async (probe) => {
      const { schemas: _, ...body } = probe.userBody();
      const answer = await probe.post(probe.users, body);
      expectError(answer, { status: 400, scimType: ['invalidSyntax', 'invalidValue'] });
    },
  },
  {
    id: 'users.unique.username',
    level: 'MUST',
    source: 'RFC 7644 §3.3; validator: Create a duplicate User; Postman: duplicate',
    expected: 'a second user of the same userName is refused with 409 uniqueness',
    run: async (probe) => {
      const { body } = await probe.user();
      const answer = await probe.post(probe.users, { ...probe.userBody(), userName: body.userName });
      expectError(answer, { status: 409, scimType: 'uniqueness' });
    },
  },
  {
    id: 'users.unique.username-case',
    level: 'MUST',
    source: 'RFC 7643 §4.1.1, §7 (caseExact false)',
    expected: 'userName is unique whatever its case',
    run: async (probe) => {
      const { body } = await probe.user();
      const userName = wordOf(body.userName).toUpperCase();
      expectError(await probe.post(probe.users, { ...probe.userBody(), userName }), { status: 409 });
    },
  },
  {
    id: 'users.unique.by-put',
    level: 'MUST',
    source: 'RFC 7643 §7 (uniqueness), RFC 7644 §3.12',
    expected: 'a PUT to the userName of another user is refused with 409',
    run: async (probe) => {
      const [first, second] = [await probe.user(), await probe.user()];
      const answer = await probe.put(second.path, { ...probe.userBody(), userName: first.body.userName });
      expectError(answer, { status: 409, scimType: 'uniqueness' });
    },
  },
  {
    id: 'users.unique.by-patch',
    level: 'MUST',
    source: 'RFC 7643 §7 (uniqueness), RFC 7644 §3.12',
    expected: 'a PATCH to the userName of another user is refused with 409',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const [first, second] = [await probe.user(), await probe.user()];
      const value = first.body.userName;
      const answer = await probe.patch(second.path, [{ op: 'replace', path: 'userName', value }]);
      expectError(answer, { status: 409, scimType: 'uniqueness' });
    },
  },
  {
    id: 'users.get',
    level: 'MUST',
    source: 'RFC 7644 §3.4.1; Postman: GET by id',
    expected: 'GET of an id answers 200 with the same resource as its creation did',
    run: async (probe) => {
      const made = await probe.user();
      const answer = await probe.read(made);
      for (const name of ['id', 'userName', 'externalId', 'meta']) expectValue(answer, [name], made.body[name]);
    },
  },
  {
    id: 'users.get.absent',
    level: 'MUST',
    source: 'RFC 7644 §3.4.1, §3.12',
    expected: 'GET of an id that does not exist is 404',
    needs: { working: true },
    run: async (probe) => expectError(await probe.get(`${probe.users}/${ABSENT_ID}`), { status: 404 }),
  },
  {
    id: 'users.get.strange-id',
    level: 'MUST',
    source: 'RFC 7644 §3.12',
    expected: 'GET of an id of any other form is 404',
    needs: { working: true },
    run: async (probe) => expectError(await probe.get(`${probe.users}/none-of-yours%20%27%3B`), { status: 404 }),
  },
  {
    id: 'users.found-at-once',
    level: 'MUST',
    source: 'Microsoft Learn, SCIM tutorial: the query after a POST',
    profile: 'entra',
    expected: 'the very next query finds a user that was just created',
    run: async (probe) => {
      const { id, body } = await probe.user();
      expectIds(await probe.find(`userName eq ${quote(body.userName)}`), [id]);
    },
  },
  {
    id: 'users.delete',
    level: 'MUST',
    source: 'RFC 7644 §3.6; validator: Delete a User; Postman: DELETE',
    expected: 'DELETE answers 204 without a body',
    run: async (probe) => {
      const { path } = await probe.user();
      const answer = await probe.delete(path);
      expectStatus(answer, 204);
      expectThat(answer.text === '', answer, '204 with a body');
    },
  },
  {
    id: 'users.delete.gone',
    level: 'MUST',
    source: 'RFC 7644 §3.6',
    expected: 'a deleted user is 404 to GET, PUT, PATCH and DELETE',
    run: async (probe) => {
      const { path } = await probe.user();
      await probe.delete(path);
      expectError(await probe.get(path), { status: 404 });
      expectError(await probe.put(path, probe.userBody()), { status: 404 });
      expectError(await probe.patch(path, [{ op: 'replace', path: 'active', value: false }]), { status: 404 });
      expectError(await probe.delete(path), { status: 404 });
    },
  },
  {
    id: 'users.delete.not-listed',
    level: 'MUST',
    source: 'RFC 7644 §3.6',
    expected: 'a deleted user is in no list',
    run: async (probe) => {
      const { path, body } = await probe.user();
      await probe.delete(path);
      expectIds(await probe.find(`userName eq ${quote(body.userName)}`), []);
    },
  },
  {
    id: 'users.delete.name-is-free',
    level: 'SHOULD',
    source: 'RFC 7644 §3.6',
    expected: 'the userName of a deleted user can be taken again, by a resource with another id',
    run: async (probe) => {
      const { id, path, body } = await probe.user();
      await probe.delete(path);
      const answer = await probe.post(probe.users, { ...probe.userBody(), userName: body.userName });
      expectResource(answer, 201);
      expectThat(textAt(answer.body, 'id') !== id, answer, 'the id was given out again');
    },
  },
  {
    id: 'users.delete.absent',
    level: 'MUST',
    source: 'RFC 7644 §3.6; validator: delete non-existent user',
    expected: 'DELETE of what does not exist is 404',
    needs: { working: true },
    run: async (probe) => expectError(await probe.delete(`${probe.users}/${ABSENT_ID}`), { status: 404 }),
  },
  {
    id: 'users.create.one-primary',
    level: 'MUST',
    source: 'RFC 7643 §2.4 (primary is true at most once)',
    expected: 'of two values that are both primary one is, or the user is refused with 400',
    needs: { attributes: ['emails.primary'], working: true },
    run: async (probe) => {
      const emails = ['work', 'home'].map((type) => ({ type, value: `${type}.${probe.name()}`, primary: true }));
      const answer = await probe.post(probe.users, { ...probe.userBody(), emails });
      if (answer.status === 400) {
        expectError(answer, { status: 400 });
        return;
      }
      const seen = listAt(expectResource(answer, 201), 'emails').filter((email) => at(email, 'primary') === true);
      expectThat(seen.length === 1, answer, `${seen.length} values are primary`);
    },
  },
  {
    id: 'users.enterprise',
    level: 'MUST',
    source: 'RFC 7643 §4.3, §3; Postman: enterprise user',
    expected: 'attributes of the enterprise extension stand under its URN, which schemas lists',
    needs: { attributes: [`${ENTERPRISE}:department`, `${ENTERPRISE}:employeeNumber`] },
    run: async (probe) => {
      const made = await probe.user({ [ENTERPRISE]: { department: 'Engines', employeeNumber: '1815' } });
      const answer = await probe.read(made);
      expectValue(answer, [ENTERPRISE, 'department'], 'Engines');
      expectValue(answer, [ENTERPRISE, 'employeeNumber'], '1815');
      expectThat(listAt(answer.body, 'schemas').includes(ENTERPRISE), answer, 'schemas does not list the extension');
    },
  },
  {
    id: 'users.media-type',
    level: 'MUST',
    source: 'RFC 7644 §3.1, §8.1; validator: content type',
    expected: 'lists and resources are answered as application/scim+json',
    run: async (probe) => {
      const made = await probe.user();
      for (const answer of [made.answer, await probe.get(probe.users, { count: '1' }), await probe.read(made)]) {
        const type = answer.headers['content-type'] ?? 'none';
        expectThat(type.toLowerCase().startsWith(MEDIA_TYPE), answer, `the media type is ${type}`);
      }
    },
  },
];

/** RFC 7643 §2.3.5: date and time, with a zone. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

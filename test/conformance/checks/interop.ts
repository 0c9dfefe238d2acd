import type { Check } from '../check.js';
import {
  expectError,
  expectIds,
  expectList,
  expectResource,
  expectStatus,
  expectThat,
  expectValue,
} from '../expect.js';
import { at, isUnassigned, listAt, textAt } from '../json.js';
import { quote } from '../values.js';
import { profileChecks, type ProfileRow } from './profile.js';

/** draft-zollner-scim-interop-profile, as of November 2026: what it asks beyond the RFCs, or against them. */
const ROWS: readonly ProfileRow[] = [
  {
    id: 'conformant-is-true-or-absent',
    section: 'Scope and Conformance',
    expected: 'interopProfileConformant is a boolean where it is there',
    run: async (probe) => {
      const answer = await probe.get('/ServiceProviderConfig');
      const value = at(expectResource(answer, 200), 'interopProfileConformant');
      expectThat(value === undefined || typeof value === 'boolean', answer, `it is ${JSON.stringify(value)}`);
    },
  },
  {
    id: 'type-id-is-name',
    section: 'Discovery Endpoints',
    expected: 'each of ResourceTypes has an id, the same as its name',
    run: async (probe) => {
      const answer = await probe.get('/ResourceTypes');
      for (const type of expectList(answer).resources) {
        expectThat(textAt(type, 'id') === textAt(type, 'name'), answer, `id of ${textAt(type, 'name')} differs`);
      }
    },
  },
  {
    id: 'canonical-types',
    section: 'Canonical Values for Typed Attributes',
    expected: 'each type of a multi-valued complex attribute declares its canonicalValues',
    run: async (probe) => {
      const answer = await probe.get('/Schemas');
      const attributes = expectList(answer).resources.flatMap((schema) => listAt(schema, 'attributes'));
      for (const attribute of attributes.filter((one) => at(one, 'multiValued') === true)) {
        const type = listAt(attribute, 'subAttributes').find((one) => textAt(one, 'name') === 'type');
        const isDeclared = type === undefined || listAt(type, 'canonicalValues').length > 0;
        expectThat(isDeclared, answer, `${textAt(attribute, 'name')}.type has no canonicalValues`);
      }
    },
  },
  {
    id: 'unknown-attribute',
    section: 'Attribute and Schema Handling',
    expected: 'a POST with an attribute that is in no schema is refused with 400 invalidSyntax',
    run: async (probe) => {
      const answer = await probe.post(probe.users, { ...probe.userBody(), noSuchAttribute: 'x' });
      expectError(answer, { status: 400, scimType: 'invalidSyntax' });
    },
  },
  {
    id: 'unknown-schema',
    section: 'Attribute and Schema Handling',
    expected: 'a POST with a URN that is in no schema is refused with 400 invalidSyntax',
    run: async (probe) => {
      const body = probe.userBody();
      const answer = await probe.post(probe.users, {
        ...body,
        schemas: [...listAt(body, 'schemas'), 'urn:example:none'],
      });
      expectError(answer, { status: 400, scimType: 'invalidSyntax' });
    },
  },
  {
    id: 'filter-unknown-attribute',
    section: 'Filtering',
    expected: 'a filter over an attribute that is in no schema is 400 invalidFilter',
    needs: { features: ['filter'] },
    run: async (probe) =>
      expectError(await probe.find('noSuchAttribute eq "x"'), { status: 400, scimType: 'invalidFilter' }),
  },
  {
    id: 'page-of-a-hundred',
    section: 'Pagination',
    expected: 'a count of 100 is honoured',
    run: async (probe) => {
      await probe.shared('hundred-people', async () => {
        for (let made = 0; made < 101; made += 1) await probe.user({ userName: probe.name('hundred') });
      });
      const answer = await probe.get(probe.users, { count: '100' });
      const { resources } = expectList(answer);
      expectThat(resources.length === 100, answer, `${resources.length} of 100`);
    },
  },
  {
    id: 'default-page',
    section: 'Pagination',
    level: 'SHOULD',
    expected: 'without count a page has at least 100',
    run: async (probe) => {
      await probe.shared('hundred-people', async () => {
        for (let made = 0; made < 101; made += 1) await probe.user({ userName: probe.name('hundred') });
      });
      const answer = await probe.get(probe.users);
      const { resources } = expectList(answer);
      expectThat(resources.length >= 100, answer, `${resources.length} instead of at least 100`);
    },
  },
  {
    id: 'pathless-refused',
    section: "Mandatory Use of the 'path' Attribute",
    expected: 'an operation without a path is refused with 400 invalidSyntax',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const { path } = await probe.user();
      const answer = await probe.patch(path, [{ op: 'replace', value: { displayName: 'x' } }]);
      expectError(answer, { status: 400, scimType: 'invalidSyntax' });
    },
  },
  {
    id: 'add-is-replace',
    section: 'Singular Attributes',
    expected: 'add and replace of a single value do the same',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      for (const op of ['add', 'replace']) {
        const made = await probe.user({ title: 'Engineer' });
        expectStatus(await probe.patch(made.path, [{ op, path: 'title', value: 'Pilot' }]), 200, 204);
        expectValue(await probe.read(made), ['title'], 'Pilot');
      }
    },
  },
  {
    id: 'replace-of-complex',
    section: 'Singular Attributes, against RFC 7644 §3.5.2.3',
    expected: 'replace of name replaces all of it: what is not named is gone',
    needs: { features: ['patch'], attributes: ['name.givenName', 'name.familyName'] },
    run: async (probe) => {
      const made = await probe.user();
      await probe.patch(made.path, [{ op: 'replace', path: 'name', value: { givenName: 'Augusta' } }]);
      const later = await probe.read(made);
      expectValue(later, ['name', 'givenName'], 'Augusta');
      expectThat(isUnassigned(at(later.body, 'name', 'familyName')), later, 'familyName is still there');
    },
  },
  {
    id: 'patch-is-no-deletion',
    section: 'Resource Lifecycle',
    expected: 'a user with active false is there still',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const made = await probe.user();
      await probe.patch(made.path, [{ op: 'replace', path: 'active', value: false }]);
      expectValue(await probe.read(made), ['active'], false);
    },
  },
  {
    id: 'delete-is-no-disabling',
    section: 'Resource Lifecycle',
    expected: 'a deleted user is gone from GET and from lists, and its userName can be taken again',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const { path, body } = await probe.user();
      expectStatus(await probe.delete(path), 204);
      expectError(await probe.get(path), { status: 404 });
      expectIds(await probe.find(`userName eq ${quote(body.userName)}`), []);
      expectStatus(await probe.post(probe.users, { ...probe.userBody(), userName: body.userName }), 201);
    },
  },
  {
    id: 'id-is-case-exact',
    section: 'Case Sensitivity',
    expected: 'an id in another case is another id',
    needs: { features: ['filter'] },
    run: async (probe) => {
      const { id } = await probe.user();
      const other = id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase();
      if (other === id) return probe.skip('the ids of this target have no letters');
      expectIds(await probe.find(`id eq ${quote(other)}`), []);
    },
  },
];

export const INTEROP: readonly Check[] = profileChecks('interop', 'draft-zollner-scim-interop-profile', ROWS);

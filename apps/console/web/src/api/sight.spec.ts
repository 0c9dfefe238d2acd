import { describe, expect, it } from '@jest/globals';
import { readAt } from './sight.ts';

const TENANT = '0198c0de-7a11-7000-8000-000000000001';
const PAGE = `/installation/granted/${TENANT}/people`;

describe('a read of a page', () => {
  it('goes through the grant of the tenant that the page looks at', () => {
    expect(readAt('http://localhost/api/directory/search?q=api%2F', PAGE)).toBe(
      `http://localhost/api/granted/${TENANT}/directory/search?q=api%2F`,
    );
  });

  it.each([
    '/installation',
    '/t/contoso/people',
    `/t/granted/${TENANT}/people`,
    '/installation/granted/contoso/people',
  ])('goes where it always goes on %s', (page) => {
    const url = 'http://localhost/api/directory/employees';
    expect(readAt(url, page)).toBe(url);
  });

  it.each(['/api/scim-api/admin/grants', `/api/granted/${TENANT}/audit/entries`, '/api/session'])(
    'goes through no grant to %s',
    (path) => {
      expect(readAt(`http://localhost${path}`, PAGE)).toBe(`http://localhost${path}`);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { ownPath } from './own-path.js';

describe('where somebody goes after signing in', () => {
  it.each(['/', '/t/contoso/overview', '/t/contoso/people?q=%2F%2Fx#top', '/t/a:b@c', '/t/%C3%A4'])(
    'is ours: %s',
    (to) => {
      expect(ownPath(to)).toBe(to);
    },
  );

  it.each([
    undefined,
    '',
    'https://evil.example',
    'javascript:alert(1)',
    'evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/t\\..\\evil',
    '/%2f%2fevil.example',
    '/%2Fevil.example',
    '/%5cevil.example',
    '/%252fevil.example',
    '/%25252fevil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nset-cookie: a=b',
    '/%0d%0aset-cookie:a=b',
    '/%00',
    '/\u0000',
    '/ /evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/api/session',
    '/sso/oidc/callback?code=1',
    '/assets/x.js',
    `/${'a'.repeat(2_000)}`,
    `/${'ä'.repeat(1_000)}`,
  ])('is the first page in place of %j', (to) => {
    expect(ownPath(to)).toBe('/');
  });
});

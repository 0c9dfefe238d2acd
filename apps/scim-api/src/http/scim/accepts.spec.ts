import { describe, expect, it } from '@jest/globals';
import { acceptsScim } from './accepts.js';

describe('an Accept header', () => {
  it.each([
    undefined,
    '',
    '*/*',
    'application/scim+json',
    'APPLICATION/JSON; charset=utf-8',
    'text/html, application/*;q=0.8',
    'application/xml;q=0.9, application/json;q=0.1',
    'application/scim+json;q=0, application/json',
    'text/html,application/xhtml+xml,*/*;q=0.001',
  ])('%j leaves room for SCIM', (header) => {
    expect(acceptsScim(header)).toBe(true);
  });

  it.each([
    'text/html',
    'application/xml, text/*',
    'application/json;q=0',
    '*/*;q=0.0',
    'application/json;q=0, application/scim+json;q=0.000, */*',
    'nonsense',
  ])('%j leaves none', (header) => {
    expect(acceptsScim(header)).toBe(false);
  });
});

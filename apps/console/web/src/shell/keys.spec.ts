import { describe, expect, it } from '@jest/globals';
import { PAGES } from '../pages/pages.ts';
import { stepOf } from './keys.ts';

describe('a key', () => {
  it.each([
    ['?', 'list'],
    ['/', 'search'],
    ['g', 'wait'],
    ['G', 'wait'],
    ['p', 'nothing'],
    ['Enter', 'nothing'],
  ])('%s alone means %s', (key, kind) => {
    expect(stepOf(key, false, PAGES)).toEqual({ kind });
  });

  it.each([
    ['p', 'people'],
    ['P', 'people'],
    ['o', ''],
    ['u', 'audit'],
  ])('%s after g goes to the page “%s” here', (key, path) => {
    expect(stepOf(key, true, PAGES)).toMatchObject({ kind: 'go', page: { path } });
  });

  it.each(['x', '?', 'Escape'])('%s after g means nothing', (key) => {
    expect(stepOf(key, true, PAGES)).toEqual({ kind: 'nothing' });
  });
});

describe('the letters', () => {
  it.each(['tenant', 'installation'] as const)('lead to one page each: of a %s', (scope) => {
    const keys = PAGES.filter((page) => (page.scope ?? 'tenant') === scope).flatMap(({ nav }) => nav?.key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are of every page of the navigation', () => {
    expect(PAGES.filter(({ nav }) => nav !== undefined && nav.key === undefined)).toEqual([]);
  });
});

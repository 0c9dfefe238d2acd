import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';

/** They are numbered in libs/scim/rules.md; a block of tests of the HTTP interface names those that it holds. */
describe('the rules of RFC 7643 and RFC 7644', () => {
  it('are each named by a block of tests', async () => {
    const rules = [...(await readFile('libs/scim/rules.md', 'utf8')).matchAll(/^\| (\d+) \|/gm)].map(([, row]) =>
      Number(row),
    );
    const named = new Set<number>();
    for (const file of globSync('apps/scim-api/src/http/**/*.int.spec.ts')) {
      for (const [, numbers = ''] of (await readFile(file, 'utf8')).matchAll(/^describe\('rows? ([\d, ]+):/gm)) {
        for (const number of numbers.split(', ')) named.add(Number(number));
      }
    }
    expect([...named].sort((one, other) => one - other)).toEqual(rules);
    expect(rules).toHaveLength(52);
  });
});

describe('the facts about Entra ID and Peakon', () => {
  it('are all there that a comment names', async () => {
    const rules = await readFile('libs/scim/rules.md', 'utf8');
    const cited = new Set<string>();
    for (const file of globSync('{apps,libs}/**/*.ts')) {
      for (const [, facts = ''] of (await readFile(file, 'utf8')).matchAll(/rules\.md, ([EP]\d+(?:, [EP]\d+)*)/g)) {
        for (const fact of facts.split(', ')) cited.add(fact);
      }
    }
    expect(cited.size).toBeGreaterThan(5);
    expect([...cited].filter((fact) => !rules.includes(`| ${fact} |`))).toEqual([]);
  });
});

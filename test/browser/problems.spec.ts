import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const TEXTS = ['console', 'services'].map((of) => join(ROOT, `apps/console/web/src/i18n/problems-of-${of}.ts`));
const SERVICES = ['apps/{scim-api,directory,audit,notifier,console}/src/**/*.ts', 'libs/*/src/**/*.ts'];

/** The first of each pair, as a literal in one line. */
function englishOf(source: string): readonly string[] {
  return [...source.matchAll(/\[\s*'((?:[^'\\]|\\.)*)',\s*'/g)].map(([, text = '']) => text);
}

describe('the German of what services refuse', () => {
  it('is of sentences that a service says today, word by word', () => {
    const english = TEXTS.flatMap((file) => englishOf(readFileSync(file, 'utf8')));
    const said = globSync(SERVICES, { cwd: ROOT })
      .filter((file) => !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(join(ROOT, file), 'utf8'))
      .join('\n');
    expect(english.length).toBeGreaterThan(80);
    expect(english.filter((text) => !said.includes(text))).toEqual([]);
  });
});

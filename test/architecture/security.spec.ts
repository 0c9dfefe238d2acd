import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

/** ASVS 5.0.0: the last requirement of each section that is of level 1 or 2; those before it are, too. */
const LAST: Readonly<Record<string, number>> = {
  '1.1': 2,
  '1.2': 9,
  '1.3': 11,
  '1.4': 3,
  '1.5': 2,
  '2.1': 3,
  '2.2': 3,
  '2.3': 4,
  '2.4': 1,
  '3.2': 2,
  '3.3': 4,
  '3.4': 6,
  '3.5': 5,
  '3.7': 2,
  '4.1': 3,
  '4.2': 1,
  '4.3': 2,
  '4.4': 4,
  '5.1': 1,
  '5.2': 3,
  '5.3': 2,
  '5.4': 3,
  '6.1': 3,
  '6.2': 12,
  '6.3': 4,
  '6.4': 4,
  '6.5': 5,
  '6.6': 3,
  '6.8': 4,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 2,
  '7.6': 2,
  '8.1': 2,
  '8.2': 3,
  '8.3': 1,
  '8.4': 1,
  '9.1': 3,
  '9.2': 4,
  '10.1': 2,
  '10.2': 2,
  '10.3': 4,
  '10.4': 11,
  '10.5': 5,
  '10.6': 2,
  '10.7': 3,
  '11.1': 2,
  '11.2': 3,
  '11.3': 3,
  '11.4': 4,
  '11.5': 1,
  '11.6': 1,
  '12.1': 3,
  '12.2': 2,
  '12.3': 4,
  '13.1': 1,
  '13.2': 5,
  '13.3': 2,
  '13.4': 5,
  '14.1': 2,
  '14.2': 4,
  '14.3': 3,
  '15.1': 3,
  '15.2': 3,
  '15.3': 7,
  '16.1': 1,
  '16.2': 5,
  '16.3': 4,
  '16.4': 3,
  '16.5': 3,
  '17.1': 1,
  '17.2': 4,
  '17.3': 2,
};

const required = Object.entries(LAST).flatMap(([section, last]) =>
  Array.from({ length: last }, (_, at) => `${section}.${at + 1}`),
);

interface Row {
  readonly ids: readonly string[];
  readonly test: string;
}

const rows: Row[] = part('asvs')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, ids = '', , test = '']) => ({ ids: idsIn(ids), test }));

describe('the table of ASVS 5.0 in SECURITY.md', () => {
  it('has each requirement of levels 1 and 2 once, or among those that do not apply', () => {
    const named = [...rows.flatMap(({ ids }) => ids), ...idsIn(part('not applicable'))];
    expect([...named].sort()).toEqual([...required].sort());
  });

  it('names tests that exist', () => {
    const specs = new Set(['apps', 'libs', 'deploy', 'test'].flatMap((folder) => specsIn(join(ROOT, folder))));
    const named = rows.flatMap(({ test }) => [...test.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !specs.has(name))).toEqual([]);
  });

  it('has a test for each requirement that is not of documents or of the deployment', () => {
    const without = rows.filter(({ test }) => test === '').flatMap(({ ids }) => ids);
    expect(without).toEqual(['11.1.1', '11.1.2', '14.1.1', '14.1.2', '15.1.1', '15.2.1']);
  });
});

function part(name: string): string {
  const [, found] = new RegExp(`<!-- ${name} -->([\\s\\S]*?)<!-- end of ${name} -->`).exec(text) ?? [];
  if (found === undefined) throw new Error(`SECURITY.md has no part "${name}"`);
  return found;
}

/** Single ones and ranges: 1.4.1–1.4.3. */
function idsIn(prose: string): string[] {
  return [...prose.matchAll(/(\d+\.\d+)\.(\d+)(?:–\1\.(\d+))?/g)].flatMap(([, section, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => `${section}.${Number(first) + at}`),
  );
}

function specsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.spec.ts'))
    .map((path) => basename(path));
}

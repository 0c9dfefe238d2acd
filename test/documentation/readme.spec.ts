import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../deploy/local/parts/project-root.js';

const readme = readFileSync(join(projectRoot(), 'README.md'), 'utf8');
// Ours: it has these four.
const about = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as Readonly<
  Record<'dependencies' | 'devDependencies' | 'optionalDependencies' | 'scripts', Readonly<Record<string, string>>>
>;

describe('the README', () => {
  it('says why of each dependency, by its name or its scope', () => {
    const [, table = ''] = readme.split('## Dependencies, and why');
    const all = { ...about.dependencies, ...about.devDependencies, ...about.optionalDependencies };
    const isNamed = (name: string) => table.includes(`\`${name}\``) || table.includes(`\`${name.split('/')[0]}/*\``);
    expect(Object.keys(all).filter((name) => !isNamed(name))).toEqual([]);
  });

  it('says of each command what it does', () => {
    const table = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## Telemetry'));
    const isNamed = (name: string) => new RegExp(`npm (run )?${name}[\` ]`).test(table);
    // npm's own, never called by a person.
    const commands = Object.keys(about.scripts).filter((name) => name !== 'postinstall');
    expect(commands.filter((name) => !isNamed(name))).toEqual([]);
  });
});

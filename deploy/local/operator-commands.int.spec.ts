import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from '@jest/globals';
import { APP_DATABASES } from './set-up/app-databases.js';
import { roleNames } from './set-up/databases.js';
import { projectRoot } from './parts/project-root.js';

const NOWHERE = 'postgres://nobody:x@127.0.0.1:1/none';
const PASSWORDS = Object.fromEntries(
  roleNames(Object.values(APP_DATABASES)).map((role) => [`${role.toUpperCase()}_PASSWORD`, 'x']),
);
const COMMANDS = [
  'apps/audit/src/main.js digest',
  'apps/audit/src/main.js rebuild',
  'apps/directory/src/main.js digest',
  'apps/directory/src/main.js rebuild',
  'deploy/docker/set-up.js',
  'deploy/local/set-up/set-up.js',
] as const;

describe("an operator's command", () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-commands-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each(COMMANDS)('%s says in one line that nothing is set', async (command) => {
    const { code, complaint } = await run(command, [], {});
    expect([code, complaint]).toEqual([2, expect.stringMatching(/^[^\n]+\bset\b[^\n]*\n$/)]);
  });

  it.each(COMMANDS)('%s says in one line that its database is away', async (command) => {
    const { code, complaint } = await run(command, /rebuild/.test(command) ? ['--check'] : [], {
      DATABASE_URL: NOWHERE,
      OWNER_DATABASE_URL: NOWHERE,
      KAFKA_BROKERS: '127.0.0.1:1',
      ...PASSWORDS,
      SERVER_URL: NOWHERE,
      DATA_DIR: dir,
    });
    expect([code, complaint]).toEqual([2, expect.stringMatching(/^[^\n]*nothing answers on port 1[^\n]*\n$/)]);
  });

  it.each(['apps/audit/src/main.js rebuild', 'apps/directory/src/main.js rebuild'])(
    '%s says which word it does not know',
    async (command) => {
      const { code, complaint } = await run(command, ['--chekc'], {});
      expect([code, complaint]).toEqual([2, expect.stringMatching(/^[^\n]*'--chekc'[^\n]*\n$/)]);
    },
  );

  it.each([
    ['deploy/local/scim-api-command.js', 'keys', 'list'],
    ['deploy/local/scim-api-command.js', 'restore-report'],
    ['deploy/local/scim-api-command.js', 'reconcile-revocations'],
    ['deploy/local/projection.js', 'directory', 'digest'],
    ['deploy/local/tail.js'],
  ])('%s %s says in which folder nothing runs', async (command, ...words) => {
    const { code, complaint } = await run(command, words, { ROLLCALL_HOME: dir });
    expect([code, complaint]).toEqual([
      2,
      expect.stringContaining(`nothing runs here (no ${dir}/run.json, where ROLLCALL_HOME says): npm start, or set `),
    ]);
  });

  it.each(['directory', 'all'])(
    'of parked events explains its words for %s once, wherever it is asked',
    async (name) => {
      const { code, said, complaint } = await run('deploy/local/projection.js', [name, 'parked', 'help'], {});
      expect([code, complaint]).toEqual([0, '']);
      expect(said.match(/^parked list /gm)).toHaveLength(1);
    },
  );
});

async function run(command: string, args: readonly string[], env: Record<string, string>) {
  const [file = '', ...words] = command.split(' ');
  const entry = join(projectRoot(), 'dist', file);
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry, ...words, ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
  });
  const [said, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, said, complaint };
}

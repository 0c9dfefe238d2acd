import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';

const MAIN = join(projectRoot(), 'dist/apps/entra-simulator/src/command/main.js');

/** Says on standard error which packages a process loads. */
const HOOK = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      if (found.url.includes('/node_modules/')) process.stderr.write('loaded ' + specifier + '\\n');
      return found;
    },
  });
`)}`;

// 120 of the 180 ms that a command took to start were those of the HTTP client and of JWTs, which most of them never use.
describe('a command loads no package until it speaks to a target', () => {
  let dir: string;

  beforeAll(async () => (dir = await mkdtemp(join(tmpdir(), 'rollcall-start-'))));
  afterAll(() => rm(dir, { recursive: true, force: true }));

  function loadedBy(args: readonly string[]): Promise<string[]> {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const words = ['--import', HOOK, MAIN, ...args, '--dir', dir];
    return new Promise((resolve) => {
      execFile(process.execPath, words, { env }, (_, __, complained) =>
        resolve(complained.match(/^loaded .*$/gm) ?? []),
      );
    });
  }

  it.each([
    'help',
    'help change',
    'help idp',
    'idp certificate roll',
    'status',
    'logs',
    'change disable ada@contoso.example',
    'assign ada@contoso.example',
    'pause',
    'advance 1d',
  ])('%s', async (typed) => {
    expect(await loadedBy(typed.split(' '))).toEqual([]);
  });

  it('and sync, which does, is seen to', async () => {
    expect(await loadedBy(['sync'])).toContain('loaded undici');
  });
});

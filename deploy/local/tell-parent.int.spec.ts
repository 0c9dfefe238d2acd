import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './parts/project-root.js';

const BUILT = pathToFileURL(join(projectRoot(), 'dist', 'deploy', 'local', 'tell-parent.js')).href;
const LAUNCHER = `
  import { tellParent } from ${JSON.stringify(BUILT)};
  process.on('disconnect', () => {
    tellParent({ postgres: 1 });
    setImmediate(() => process.stdout.write('stopped what it started'));
  });
  tellParent({ postgres: 2 });
`;

describe('a launcher', () => {
  it('whose parent was killed goes on to stop what it started', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', LAUNCHER], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    if (child.stdout === null) throw new Error('its output is a pipe');
    const said = text(child.stdout);
    const ended = once(child, 'exit');
    expect(await once(child, 'message')).toEqual([{ processes: { postgres: 2 } }, undefined]);
    child.disconnect();
    expect([await said, await ended]).toEqual(['stopped what it started', [0, null]]);
  }, 60_000);
});

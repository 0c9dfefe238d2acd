import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../../deploy/local/parts/project-root.js';

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

function run(command: string, ...words: string[]): Promise<Ended> {
  const main = join(projectRoot(), 'dist/apps/scim-api/src', `${command}.js`);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...words], { env: { NODE_OPTIONS: '' } }, (_, said, complained) =>
      resolve({ code: child.exitCode, said, complained }),
    );
  });
}

// Whoever asks what it would do must not find it done.
describe.each(['reconcile-revocations', 'restore-report'])('%s, which takes no words', (command) => {
  it.each(['--help', '-h', 'help'])('says with %s what it does', async (word) => {
    const { code, said } = await run(command, word);
    expect([code, said]).toEqual([0, expect.stringContaining(`npm run ${command}: `)]);
  });

  it.each(['--dry-run', 'now'])('does nothing when it is given %s', async (word) => {
    const { code, said, complained } = await run(command, word);
    expect([code, said]).toEqual([2, '']);
    expect(complained).toContain(`it takes no words, and was given "${word}"`);
    expect(complained).not.toMatch(/^\s+at /m);
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withDatabase } from '#postgres';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { figure, heading } from './report.js';
import type { World } from './world.js';

/** The directory folded anew from the first event, in a process of its own beside the running system. */
export function replayDirectory({ constellation }: World): void {
  const { servers } = constellation;
  heading('Replay');
  const script = join(projectRoot(), 'dist', 'apps', 'directory', 'src', 'rebuild.js');
  const begun = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, '--check'], {
    encoding: 'utf8',
    env: {
      ...constellation.environment('directory'),
      OWNER_DATABASE_URL: withDatabase(servers.postgres.url, 'rollcall_directory'),
    },
  });
  figure('directory rebuild --check', `exit ${status} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  console.log(`${stdout}${stderr}`.trim());
}

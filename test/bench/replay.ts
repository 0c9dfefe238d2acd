import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withDatabase } from '#postgres';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { demand, figure, heading } from './report.js';
import type { World } from './world.js';

const REPLAYED = ['directory', 'audit'] as const;

/** Each projection that can be rebuilt, folded from the first event in a process of its own beside the running system. */
export function replays(world: World): void {
  heading('Replay');
  for (const app of REPLAYED) replay(world, app);
}

function replay({ constellation }: World, app: (typeof REPLAYED)[number]): void {
  const { servers } = constellation;
  const script = join(projectRoot(), 'dist', 'apps', app, 'src', 'main.js');
  const begun = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--disable-warning=TimeoutNegativeWarning', script, 'rebuild', '--check'],
    {
      encoding: 'utf8',
      env: {
        ...constellation.environment(app),
        OWNER_DATABASE_URL: withDatabase(servers.postgres.url, `rollcall_${app}`),
      },
    },
  );
  figure(`${app} rebuild --check`, `exit ${status} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  console.log(`${stdout}${stderr}`.trim());
  const perSecond = /\((\d+)\/s\)/.exec(stdout)?.[1];
  if (app === 'directory') demand('directory replay, events/s', Number(perSecond), 'at least', 15_000);
}

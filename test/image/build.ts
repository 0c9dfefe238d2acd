import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { must, registryMounts, run } from './tools.js';

/** Named by the pinned Node that is in it: made once, and kept. */
const BASE = `localhost/rollcall-base:${process.versions.node}`;

/** Where the hard limit is low, the defaults of buildah and podman are refused. Crun refuses hybrid cgroups. */
const LIMITS = ['--ulimit', 'nofile=1024:4096', '--ulimit', 'nproc=4096:4096'];
export const RUNTIME = ['--runtime', 'runc'];

/**
 * The base of our image: NODE_IMAGE of the environment, else the one of the Dockerfile, else (where no registry of images
 * can be reached) one made of Debian's packages and the pinned Node.
 */
export async function baseImage(say: (line: string) => void, scratch: string): Promise<string | null> {
  if (process.env.NODE_IMAGE) return process.env.NODE_IMAGE;
  const pulled = await run('buildah', ['pull', defaultBase()]);
  if (pulled.code === 0) return null;
  say('• the base of the Dockerfile cannot be pulled here: one is made of Debian packages and the pinned Node');
  return makeBase(scratch);
}

function defaultBase(): string {
  const dockerfile = readFileSync(join(projectRoot(), 'deploy/docker/Dockerfile'), 'utf8');
  const [, image] = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile) ?? [];
  if (image === undefined) throw new Error('the Dockerfile names no NODE_IMAGE');
  return image;
}

async function makeBase(scratch: string): Promise<string> {
  if ((await run('podman', ['image', 'exists', BASE])).code === 0) return BASE;
  const tree = join(scratch, 'base.tar');
  await must('mmdebstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', tree]);
  const container = (await must('buildah', ['from', '--name', 'rollcall-base', 'scratch'])).trim();
  try {
    await must('buildah', ['add', container, tree, '/']);
    const node = realpathSync(join(projectRoot(), 'node_modules/.bin/node'));
    await must('buildah', ['copy', '--chmod', '755', container, node, '/usr/local/bin/node']);
    await must('buildah', ['copy', container, await npmFolder(), '/usr/local/lib/node_modules/npm']);
    const link = 'ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && useradd --uid 1000 node';
    await must('buildah', [...RUNTIME, 'run', container, '--', 'sh', '-c', link]);
    await must('buildah', ['commit', '--quiet', container, BASE]);
  } finally {
    await run('buildah', ['rm', container]);
  }
  return BASE;
}

/** npm's own, wherever it is installed: under `npm run` its global folder is the pinned Node's, which has none. */
async function npmFolder(): Promise<string> {
  const cli = process.env.npm_execpath ?? (await must('sh', ['-c', 'command -v npm'])).trim();
  return dirname(dirname(realpathSync(cli)));
}

/** Builds one target of the Dockerfile and gives the name of its image. */
export async function build(
  target: 'service' | 'tools',
  { base, scratch }: { readonly base: string | null; readonly scratch: string },
): Promise<string> {
  const image = `localhost/rollcall-${target}-under-test`;
  await must(
    'buildah',
    [
      'bud',
      '--layers',
      ...RUNTIME,
      '--network',
      'host',
      ...LIMITS,
      ...registryMounts(scratch),
      ...(base === null ? [] : ['--pull-never', '--build-arg', `NODE_IMAGE=${base}`]),
      '--target',
      target,
      '--tag',
      image,
      '--file',
      'deploy/docker/Dockerfile',
      '.',
    ],
    projectRoot(),
  );
  return image;
}

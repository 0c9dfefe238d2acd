import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';

/**
 * The folder of Apache Kafka's jars, fetched by Maven when they are not there yet (45 jars, 43 MB; 5 s cold).
 * It is named by the hash of pom.xml, so another version is another folder; `npm run reset` leaves it.
 */
export async function kafkaJars(): Promise<string> {
  const root = projectRoot();
  const pom = join(root, 'deploy', 'local', 'pom.xml');
  const hash = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const cache = join(root, '.rollcall', 'cache');
  const target = join(cache, `kafka-${hash}`);
  if (await exists(target)) return target;
  const half = `${target}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  await rm(half, { recursive: true, force: true });
  await resolveJars(pom, half);
  // Two at once: the second rename fails on the first's folder, which is just as good.
  await rename(half, target).catch(() => rm(half, { recursive: true, force: true }));
  return target;
}

/** First without the network (1.5 s when ~/.m2 has all), then with it. */
async function resolveJars(pom: string, folder: string): Promise<void> {
  const offline = await maven(pom, folder, ['-o']);
  if (offline.code === 0) return;
  const online = await maven(pom, folder, []);
  if (online.code === 0) return;
  await rm(folder, { recursive: true, force: true });
  const lines = online.said.split('\n').filter((line) => line.startsWith('[ERROR]'));
  throw new Error(`Maven could not fetch Apache Kafka's jars (pom: ${pom}):\n${lines.slice(0, 5).join('\n')}`);
}

async function maven(pom: string, folder: string, flags: readonly string[]): Promise<{ code: number; said: string }> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies';
  const args = ['-B', '-q', ...flags, '-f', pom, goal, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  const child = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await once(child, 'close').then(
    ([status]) => (typeof status === 'number' ? status : 1),
    (error: unknown) => {
      said = `[ERROR] ${Error.isError(error) ? error.message : String(error)}`;
      return 1;
    },
  );
  return { code, said };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

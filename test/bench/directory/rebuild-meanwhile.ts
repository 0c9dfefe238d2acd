import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../../deploy/local/parts/project-root.js';
import { summarise, type Latency } from '../statistics.js';
import { oneAnswer, type Asking } from './ask.js';
import type { KafkaVariables } from './answering.js';
import type { Directory } from './kept-directory.js';

/** As the command tells it, and how readers fared. */
export interface Rebuilding {
  readonly seconds: number;
  readonly folded: { readonly events: number; readonly seconds: number };
  readonly isEqual: boolean;
  readonly isSwapped: boolean;
  /** Of requests until they were answered. */
  readonly wall: Latency;
  readonly asked: number;
}

/** The operator's command in a process of its own, while one reader asks one question after the other. @param of the n-th one's path */
export async function rebuildMeanwhile(
  directory: Directory,
  kafka: KafkaVariables,
  asking: Asking,
  of: (n: number) => string,
): Promise<Rebuilding> {
  const begun = performance.now();
  const command = rebuildCommand(directory, kafka);
  const walls: number[] = [];
  while (command.isRunning()) walls.push((await oneAnswer(asking, of(walls.length))).wall);
  const seconds = (performance.now() - begun) / 1_000;
  return { ...command.result(), seconds, wall: summarise(walls), asked: walls.length };
}

function rebuildCommand({ url, ownerUrl }: Directory, kafka: KafkaVariables) {
  const main = join(projectRoot(), 'dist/apps/directory/src/main.js');
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', main, 'rebuild', '--json'], {
    env: { PATH: process.env.PATH, ...kafka, DATABASE_URL: url('directory'), OWNER_DATABASE_URL: ownerUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let isRunning = true;
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  void once(child, 'close').finally(() => (isRunning = false));
  return {
    isRunning: () => isRunning,
    result: () => {
      if (child.exitCode !== 0) throw new Error(`the rebuild ended with ${String(child.exitCode)}: ${said}`);
      return JSON.parse(said) as Pick<Rebuilding, 'folded' | 'isEqual' | 'isSwapped'>;
    },
  };
}

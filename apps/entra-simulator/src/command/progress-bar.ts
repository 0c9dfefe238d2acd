import { SingleBar } from 'cli-progress';

/** On a terminal only; the next phase begins a new one. */
export interface ProgressBar {
  readonly update: (phase: string, done: number, total: number) => void;
  readonly stop: () => void;
}

export function progressBar(): ProgressBar {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '  {phase} [{bar}] {value}/{total}', clearOnComplete: true, stream: process.stderr })
    : null;
  let phase = '';
  return {
    update: (next: string, done: number, total: number): void => {
      if (next !== phase) {
        phase = next;
        bar?.start(total, done, { phase });
      }
      bar?.update(done, { phase });
    },
    stop: (): void => {
      phase = '';
      bar?.stop();
    },
  };
}

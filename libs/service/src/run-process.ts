import type { RunningService } from './start-service.js';

/**
 * Starts a process and ends it on SIGTERM or SIGINT: exit code 0 after a clean drain, 1 when the drain was cut off. A
 * second signal ends it at once with 128 + its number. What fails at the start is one line on stderr and exit code 1.
 */
export async function runProcess(start: () => Promise<RunningService>): Promise<void> {
  let service: RunningService | undefined;
  let isStopping = false;
  const stop = (signal: 'SIGTERM' | 'SIGINT'): void => {
    if (isStopping) process.exit(SIGNAL_EXIT[signal]);
    isStopping = true;
    // While it starts there is nothing under way that would have to finish.
    if (service === undefined) process.exit(SIGNAL_EXIT[signal]);
    service.logger.info({ signal }, `${service.name} is stopping`);
    service.stop().then(
      (isClean) => process.exit(isClean ? 0 : 1),
      (error: unknown) => {
        service?.logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`cannot start: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

const SIGNAL_EXIT = { SIGTERM: 143, SIGINT: 130 } as const;

/** One line that says what to do about it, where that is known. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE' && 'port' in error) return `port ${String(error.port)} is taken: set PORT to another`;
  if (code === 'ECONNREFUSED' && 'port' in error)
    return `nothing answers on port ${String(error.port)}: is it running?`;
  // An AggregateError (several addresses tried) has an empty message of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return first === undefined ? error.message.replaceAll(/\s*\n\s*/g, ' ') || error.name : reasonOf(first);
}

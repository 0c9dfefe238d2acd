import { setTimeout as pause } from 'node:timers/promises';

export interface Waiting {
  /** What is waited for; the error names it. */
  readonly what: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds between two looks. */
  readonly every?: number;
  /** Ends the wait at once with the error it returns, for example because the process has exited. */
  readonly hopeless?: () => Error | undefined;
}

/** Waits until `probe` says true; an error of the probe counts as "not yet". Throws an Error that names what was missing. */
export async function waitUntil(probe: () => Promise<boolean>, waiting: Waiting): Promise<void> {
  const end = performance.now() + waiting.timeout;
  let last: unknown;
  for (;;) {
    try {
      if (await probe()) return;
    } catch (error) {
      last = error;
    }
    const hopeless = waiting.hopeless?.();
    if (hopeless !== undefined) throw hopeless;
    if (performance.now() > end) {
      const because = last instanceof Error && last.message !== '' ? ` (last: ${last.message})` : '';
      throw new Error(`${waiting.what}: not within ${waiting.timeout / 1000} s${because}`, { cause: last });
    }
    await pause(waiting.every ?? 50);
  }
}

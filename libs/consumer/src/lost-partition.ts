import { StoppingError } from './failure.js';
import type { BatchControl } from './source.js';

/** The source says that the partition is no longer ours; it wants its own error back. */
export class LostPartitionError extends StoppingError {
  constructor(cause: unknown) {
    super();
    this.cause = cause;
  }
}

export async function heartbeat(control: BatchControl): Promise<void> {
  try {
    await control.heartbeat();
  } catch (error) {
    throw new LostPartitionError(error);
  }
}

export function unlessStopping(error: unknown): void {
  if (error instanceof LostPartitionError) throw error.cause;
  if (!(error instanceof StoppingError)) throw error;
}

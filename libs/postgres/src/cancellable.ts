import type { Pool, PoolClient } from 'pg';

/** How a statement is ended whose answer nobody waits for. */
export interface Cancelling {
  readonly signal: AbortSignal;
  /** Of the same role; asked for a connection only to end something. */
  readonly through: Pool;
}

/**
 * Runs `work`, whose statements go over `client`, and ends the one that runs when the signal aborts (57014). When it returns
 * nothing that it asked the server to end can hit what the connection is used for next: the server has sent the signal, and
 * ignores it while it waits for a statement (PostgreSQL, `ProcessInterrupts`).
 */
export async function cancellable<Result>(
  client: PoolClient,
  cancelling: Cancelling | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (cancelling === undefined) return work();
  const { signal, through } = cancelling;
  signal.throwIfAborted();
  let told: Promise<unknown> | undefined;
  const cancel = (): void => {
    const pid = processOf(client);
    if (pid !== undefined) told = through.query('select pg_cancel_backend($1::int4)', [pid]).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', cancel);
    await told;
  }
}

/** The server's process of the connection; pg's types do not show it. */
function processOf(client: object): number | undefined {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : undefined;
}

import type { ClientBase } from 'pg';

/** Milliseconds for which a connection keeps the plans of its statements. */
const KEPT_MS = 1_000;

const begun = new WeakMap<ClientBase, number>();

/**
 * Forgets the plans of a connection that are older than {@link KEPT_MS}: what it runs next is planned for the tables as they are. A
 * plan that is kept for longer may be from when a table was small: by it a look-up reads all that a company has, until the next
 * analyze. Sent before the statements that it is for, and not waited for.
 */
export function renewPlans(client: ClientBase): void {
  const now = performance.now();
  const since = begun.get(client);
  if (since !== undefined && now - since < KEPT_MS) return;
  begun.set(client, now);
  // What it fails by the next statements fail by, too.
  if (since !== undefined) client.query('discard plans').catch(() => undefined);
}

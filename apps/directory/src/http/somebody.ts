import type { Transaction } from '#postgres';
import { NOT_FOUND } from '#service';
import { listPeopleAt } from '../storage/statements/lines-at.js';

interface Whom {
  /** As `listPeopleAt` takes it. */
  readonly at: Parameters<typeof listPeopleAt>[1]['at'];
  /** Whoever is not active is nobody to ask about. */
  readonly onlyActive?: boolean;
}

/** Whether there is, or was, somebody to ask about. @throws Problem 404 as `soundId` */
export async function isSomebody(tx: Transaction, id: string, { at, onlyActive = false }: Whom): Promise<boolean> {
  const active = onlyActive ? true : null;
  const found = await listPeopleAt(tx, { at, after: '', active, ids: [soundId(id)], limit: 1 });
  return found.length > 0;
}

/** PostgreSQL refuses a NUL in a text (22021), and no id has one. @throws Problem 404 */
export function soundId(id: string): string {
  if (id.includes('\0')) throw NOT_FOUND;
  return id;
}

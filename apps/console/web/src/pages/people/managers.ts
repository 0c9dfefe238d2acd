import { isId } from '../../api/id.ts';

interface Change {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** `manager` of the enterprise extension, or a member of it. */
export function isManager(path: string): boolean {
  return /:User:manager(?:\.value)?$/.test(path);
}

/** Whom a value of `manager` names: an id, a work address or a number, in whatever shape it was provisioned; null: nobody. */
export function managerIn(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value !== 'object' || value === null || !('value' in value)) return null;
  return managerIn(value.value);
}

/** The ids of managers in what was changed, each once: others than ids name themselves. */
export function managerIdsOf(changes: readonly Change[]): readonly string[] {
  const values = changes.filter(({ path }) => isManager(path)).flatMap(({ before, after }) => [before, after]);
  const ids = values.flatMap((value) => managerIn(value) ?? []).filter(isId);
  return [...new Set(ids)].toSorted();
}

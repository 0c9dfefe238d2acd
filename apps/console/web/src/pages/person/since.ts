import type { Version } from './queries.ts';

/** Since when somebody is as active as now, of versions with the newest first; null: not in these. */
export function sinceOf(versions: readonly Pick<Version, 'kind' | 'at'>[]): string | null {
  return versions.find(({ kind }) => kind !== 'changed')?.at ?? null;
}

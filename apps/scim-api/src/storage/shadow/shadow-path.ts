import { withSettings } from '#postgres';

/** Under the names of the tables: for writes, what a shadow has touched; for reads, the rest, too (migration 0117). */
export const SHADOW_PATH = { writes: 'shadow,public', reads: 'shadow_reads,public' } as const;

/** Connections that see a shadow in the place of the tables. */
export function inShadowOf(url: string, use: keyof typeof SHADOW_PATH): string {
  return withSettings(url, [`search_path=${SHADOW_PATH[use]}`]);
}

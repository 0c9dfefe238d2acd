const GRAM = 3;

/** Shorter ones are in no gram. */
export const MIN_SUBSTRING = GRAM;

/**
 * A number for every three characters of a folded name that stand side by side, once each. A name holds a text only when
 * its grams hold those of the text; the reverse is not so, because numbers may coincide. FNV-1a, 32 bits, as PostgreSQL's
 * int4.
 */
export function gramsOf(folded: string): number[] {
  const grams = new Set<number>();
  for (let at = 0; at + GRAM <= folded.length; at += 1) {
    let hash = 0x811c9dc5;
    for (let next = at; next < at + GRAM; next += 1) hash = Math.imul(hash ^ folded.charCodeAt(next), 0x01000193);
    grams.add(hash | 0);
  }
  return [...grams];
}

/**
 * The grams as the rows of one tenant hold them: no two tenants share a list of the index, and what one of them searches
 * costs what it has itself. `users_by_display_name` (migration 0006) does the same to the grams that are sought.
 */
export function tenantGrams(tenantId: string, folded: string): number[] {
  const own = Number.parseInt(tenantId.slice(-8), 16);
  return gramsOf(folded).map((gram) => gram ^ own);
}

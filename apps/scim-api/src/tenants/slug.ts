/** What a tenant is called in addresses: `/t/contoso`. It is nobody else's, and stays when the name changes. */
export const MAX_SLUG = 48;
/** Between letters and digits single hyphens, and none at either end. */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Room for what tells namesakes apart. */
const MAX_BASE = 40;
const NAMESAKES = 20;

export interface SlugRefusal {
  readonly code: 'slug-taken';
  readonly slug: string;
}

/** Latin letters without their accents, and digits; `tenant` of a name that has none. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.replaceAll(/[^a-z0-9]+/g, '-').slice(0, MAX_BASE);
  return words.replaceAll(/^-+|-+$/g, '') || 'tenant';
}

export function slugTaken(slug = ''): SlugRefusal {
  return { code: 'slug-taken', slug };
}

/** What a tenant of that name may be called, the best first; the last is by its id, and free. */
export function slugsOf(name: string, id: string): readonly string[] {
  const base = slugOf(name);
  const numbered = Array.from({ length: NAMESAKES - 1 }, (_, index) => `${base}-${index + 2}`);
  return [base, ...numbered, id];
}

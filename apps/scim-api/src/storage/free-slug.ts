import type { QueryResultRow } from 'pg';
import type { Transaction } from '#postgres';

/** Until the transaction ends: of two tenants that are named at once, the second sees the first. Tenants are rarely made. */
const LOCK_SLUGS = `
  select pg_advisory_xact_lock(hashtext('tenants.slug'))`;

const TAKEN_SLUGS = `
  select slug
    from tenants
   where slug = any($1::text[])`;

/** The first that no tenant has; null: each is somebody's. The transaction holds all of them until it ends. */
export async function freeSlug(tx: Transaction, wanted: readonly string[]): Promise<string | null> {
  await tx.query(LOCK_SLUGS);
  const { rows } = await tx.query<{ slug: string } & QueryResultRow>(TAKEN_SLUGS, [wanted]);
  const taken = new Set(rows.map(({ slug }) => slug));
  return wanted.find((slug) => !taken.has(slug)) ?? null;
}

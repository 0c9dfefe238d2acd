import { migration } from '#postgres';
import { slugsOf } from '../../tenants/slug.js';

interface Row {
  readonly id: string;
  readonly name: string;
}

/**
 * What tenants are called in addresses, those that are there by their names, oldest first. A replica of the release before
 * makes tenants without one: they are called by their id until they are changed.
 */
export const Slugs0105 = migration('Slugs1764000000105', async (runner) => {
  await runner.query('alter table tenants add column slug text collate "C"');
  const rows = (await runner.query('select id, name from tenants order by created_at, id')) as Row[];
  const taken = new Set<string>();
  for (const { id, name } of rows) {
    const slug = slugsOf(name, id).find((one) => !taken.has(one)) ?? id;
    taken.add(slug);
    await runner.query('update tenants set slug = $2 where id = $1::uuid', [id, slug]);
  }
  await runner.query('create unique index tenants_by_slug on tenants (slug)');
});

import { consumerTables } from '#consumer';
import { evenTenants, migration, type Migrations, readByTenant } from '#postgres';
import { actTables, signInTables } from '#projection';
import { endedTenantTables, operatorTables, revocationTables, signingKeyCacheTable } from '#service';

export const DATABASE = { name: 'badges', roles: { badges: 'badges', reader: 'badges_reader' } } as const;
const { badges: writer, reader } = DATABASE.roles;

/** Everything that is folded: run by the migration for the live schema, and by a rebuild for a fresh one. */
export function tables(schema: string): string[] {
  return [
    `create schema ${schema}`,
    `grant usage on schema ${schema} to ${writer}, ${reader}`,
    `create table ${schema}.badges (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       department text collate "C",
       is_active boolean not null,
       primary key (tenant_id, id)
     )`,
    `create index active_by_department on ${schema}.badges (tenant_id, department) where is_active`,
    `alter table ${schema}.badges enable row level security`,
    `create policy writer on ${schema}.badges to ${writer} using (true) with check (true)`,
    `grant select, insert, update on ${schema}.badges to ${writer}`,
    ...readByTenant(schema, 'badges', reader),
    ...evenTenants(schema, 'badges'),
    ...consumerTables({ schema, role: writer }),
  ];
}

const CreateBadges1 = migration('CreateBadges0000000000001', () => {
  const beside = [
    ...signingKeyCacheTable(reader),
    ...revocationTables({ writer, reader }),
    ...operatorTables({ writers: [writer] }),
    ...endedTenantTables({ writers: [writer], readers: [reader] }),
    ...actTables({ acts: [writer], relay: writer }),
    ...signInTables(writer),
  ];
  const migrations = `grant select on public.migrations to ${writer}, ${reader}`;
  return [...tables('projection'), ...beside, migrations];
});

export const MIGRATIONS: Migrations = [CreateBadges1];

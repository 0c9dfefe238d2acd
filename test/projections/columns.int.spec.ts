import { expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Column, Migrations } from '#postgres';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { ENTRY } from '../../apps/audit/src/storage/statements/entry-columns.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { EMPLOYEE } from '../../apps/directory/src/storage/statements/employee-columns.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { DELIVERY } from '../../apps/notifier/src/storage/statements/delivery-columns.js';
import { PERSON } from '../../apps/notifier/src/storage/statements/person-columns.js';
import { createTestDatabase, type AppDatabase } from '../support/database.js';

interface Listed {
  readonly app: AppDatabase<string>;
  readonly migrations: Migrations;
  /** Where it is not the one that is folded. */
  readonly schema?: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, Pick<Column<never>, 'type'>>>;
}

it.each<Listed>([
  { app: AUDIT, migrations: AUDIT_MIGRATIONS, table: 'entries', columns: ENTRY },
  { app: DIRECTORY, migrations: DIRECTORY_MIGRATIONS, table: 'employees', columns: EMPLOYEE },
  { app: NOTIFIER, migrations: NOTIFIER_MIGRATIONS, table: 'people', columns: PERSON },
  { app: NOTIFIER, migrations: NOTIFIER_MIGRATIONS, schema: 'mailing', table: 'deliveries', columns: DELIVERY },
])('the columns of $table are those of the database, by name, order and type', async (listed) => {
  const database = await createTestDatabase(listed.app, listed.migrations);
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ column_name: string; data_type: string }>(
    `select column_name, data_type
       from information_schema.columns
      where table_schema = $1 and table_name = $2
      order by ordinal_position`,
    [listed.schema ?? 'projection', listed.table],
  );
  await owner.end();
  await database.drop();
  expect(Object.entries(listed.columns).map(([name, { type }]) => [name, type])).toEqual(
    rows.map(({ column_name: name, data_type: type }) => [name, type]),
  );
});

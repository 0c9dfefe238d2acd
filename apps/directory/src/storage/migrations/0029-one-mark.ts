import { migration } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { MARKS_IN_ORDER } from '../mark-tables.js';

const MARKS = `${LIVE_SCHEMA}.employee_marks`;

/** Of each person the last mark stays; charts of before are made once more. A fresh database has both from the first migration. */
export const OneMark29 = migration('OneMark0000000000029', async (runner) => {
  await runner.query(
    `alter table ${LIVE_SCHEMA}.org_charts add column if not exists seen pg_snapshot, drop column if exists seen_in`,
  );
  const [found] = (await runner.query(
    `select exists (select from pg_attribute where attrelid = $1::regclass and attname = 'moved' and not attisdropped) as "isOld"`,
    [MARKS],
  )) as { readonly isOld: boolean }[];
  if (found?.isOld !== true) return;
  for (const statement of [
    `delete from ${MARKS} m
      using ${MARKS} later
      where later.tenant_id = m.tenant_id and later.id = m.id and later.changed_in > m.changed_in`,
    `alter table ${MARKS}
       drop column moved,
       add column if not exists moved_in xid8,
       drop constraint employee_marks_pkey,
       add primary key (tenant_id, id)`,
    `create index if not exists ${MARKS_IN_ORDER} on ${MARKS} (tenant_id, changed_in, id)`,
    `grant update (changed_in, moved_in) on ${MARKS} to ${DATABASE.roles.directory}`,
  ]) {
    await runner.query(statement);
  }
});

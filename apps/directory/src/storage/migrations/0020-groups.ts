import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';
import { groupTables } from '../group-tables.js';

/**
 * Beside what is folded of users: the topic of groups has no offsets here yet, so it is folded from its first event, while
 * everything else goes on. In a fresh database the first migration has made the tables.
 */
export const Groups20 = migration('Groups0000000000020', async (runner) => {
  const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [`${LIVE_SCHEMA}.groups`])) as {
    readonly there: boolean;
  }[];
  if (found?.there === true) return;
  for (const statement of groupTables(LIVE_SCHEMA)) await runner.query(statement);
});

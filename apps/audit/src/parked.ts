import { Type } from 'typebox';
import { runParkedCommand } from '#consumer';
import { openPool, withSearchPath } from '#postgres';
import { readConfig } from '#service';
import { HANDLERS } from './bus/topics.controller.js';
import { LIVE_SCHEMA } from './storage/database.js';

// `node dist/apps/audit/src/parked.js list | release <id>`
const { DATABASE_URL } = readConfig(Type.Object({ DATABASE_URL: Type.String({ minLength: 1 }) }), process.env);
const pool = openPool({ url: withSearchPath(DATABASE_URL, LIVE_SCHEMA), applicationName: 'audit-parked', max: 2 });
process.exitCode = await runParkedCommand({
  words: process.argv.slice(2),
  pool,
  handlers: HANDLERS,
  print: (line) => process.stdout.write(`${line}\n`),
});
await pool.end();

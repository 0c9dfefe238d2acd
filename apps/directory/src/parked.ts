import { runParkedCommand } from '#consumer';
import { openPool, withSearchPath } from '#postgres';
import { directoryHandlers } from './bus/fold.js';
import { writerConfig } from './config.js';
import { LIVE_SCHEMA } from './storage/database.js';

/** `parked.js list` shows what is parked, `parked.js release <id>` tries one again with what waits behind it. */
const url = withSearchPath(writerConfig(process.env).writerUrl, LIVE_SCHEMA);
const pool = openPool({ url, applicationName: 'directory-parked', max: 2 });
process.exitCode = await runParkedCommand({
  words: process.argv.slice(2),
  pool,
  handlers: directoryHandlers(() => undefined),
  print: (line) => void process.stdout.write(`${line}\n`),
});
await pool.end();

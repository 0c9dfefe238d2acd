import { Client } from 'pg';
import { withSearchPath } from '#postgres';
import { runCommand } from '#service';
import { writerConfig } from './config.js';
import { LIVE_SCHEMA } from './storage/database.js';
import { digestProjection } from './storage/digest.js';

/** Prints the canonical digest of the live projection as it is at this moment: `<sha256>  <rows> rows`. */
await runCommand('no digest', async () => {
  const client = new Client({ connectionString: withSearchPath(writerConfig(process.env).writerUrl, LIVE_SCHEMA) });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { sha256, rows } = await digestProjection(client);
    process.stdout.write(`${sha256}  ${rows} rows\n`);
  } finally {
    await client.end();
  }
});

import { Type } from 'typebox';
import { readConfig, runCommand } from '#service';
import { digestOf } from './storage/rebuild-ledger.js';

// `node dist/apps/audit/src/digest.js`: the live log's canonical digest as JSON.
await runCommand('no digest', async () => {
  const { DATABASE_URL } = readConfig(Type.Object({ DATABASE_URL: Type.String({ minLength: 1 }) }), process.env);
  process.stdout.write(`${JSON.stringify(await digestOf(DATABASE_URL))}\n`);
});

import { parseArgs } from 'node:util';
import { Type } from 'typebox';
import { kafkaSettings } from '#kafka';
import { createLogger, readConfig, runCommand } from '#service';
import { HANDLERS } from './bus/handlers.js';
import { rebuildLedger } from './storage/rebuild-ledger.js';

// `node dist/apps/audit/src/rebuild.js [--check]`: exit code 0 when the rebuilt log equals the live one, 1 when it does
// not, 2 when it could not be told.
await runCommand('no rebuild', async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const settings = readConfig(
    Type.Object({ OWNER_DATABASE_URL: Type.String({ minLength: 1 }), DATABASE_URL: Type.String({ minLength: 1 }) }),
    process.env,
  );
  const result = await rebuildLedger(HANDLERS, {
    ownerUrl: settings.OWNER_DATABASE_URL,
    writerUrl: settings.DATABASE_URL,
    kafka: kafkaSettings(process.env),
    isCheck: values.check,
    log: createLogger('audit-rebuild', { level: 'warn' }),
  });
  const { folded } = result;
  process.stdout.write(
    `folded ${folded.events} events in ${folded.seconds.toFixed(1)} s (${Math.round(folded.events / folded.seconds)}/s)\n` +
      `${JSON.stringify(result)}\n`,
  );
  process.exitCode = result.isEqual ? 0 : 1;
});

import { v7 as uuid } from 'uuid';
import { Type } from 'typebox';
import { openPool } from '#postgres';
import { readConfig, runCommand } from '#service';
import { setupLinkWords, SETUP_LINK_HELP } from './setup-link-words.js';
import { NO_TENANT } from './sessions/session.js';
import { SetupLinkStore } from './storage/setup-link-store.js';

const SETTINGS = Type.Object({
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  CONSOLE_URL: Type.String({ pattern: '^https?://[^/]+$', default: 'http://localhost:7306' }),
});

// With the settings of the console: a setup link for an operator, or for the first identity administrator of a tenant. Whoever
// has the database of the console needs no other right.
await runCommand('setup-link', async () => {
  const words = setupLinkWords(process.argv.slice(2));
  if (words === null) {
    process.stdout.write(`${SETUP_LINK_HELP}\n`);
    return;
  }
  const { DATABASE_URL: url, CONSOLE_URL: consoleUrl } = readConfig(SETTINGS, process.env);
  const pool = openPool({ url, applicationName: 'console-setup-link', max: 1 });
  try {
    const { tenantId, who } = words;
    const roles = tenantId === NO_TENANT ? (['operator'] as const) : (['identity-administrator'] as const);
    const asking = { requestId: uuid(), traceparent: null };
    // The relay of the console looks by itself.
    const issued = await new SetupLinkStore(pool, () => undefined).issue(
      { tenantId, roles },
      { type: 'operator', name: who },
      asking,
    );
    if (issued === null) throw new Error('fifty setup links of this tenant wait to be used');
    process.stdout.write(`${consoleUrl}/setup#${issued.secret}\n`);
  } finally {
    await pool.end();
  }
});

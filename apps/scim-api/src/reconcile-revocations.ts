/**
 * `npm run reconcile-revocations`: after scim-api's database was restored from a backup, and before scim-api starts, revokes
 * and closes again what was revoked and closed since, and says what was issued since and is lost. Run twice it changes nothing. Exit code: 0 done,
 * 1 something is lost, 2 it could not be done. Environment: ADMIN_DATABASE_URL, KEY_SECRET, KAFKA_BROKERS and the other
 * KAFKA_* settings.
 */
import { Type } from 'typebox';
import { kafkaSettings } from '#kafka';
import { openPool } from '#postgres';
import { readConfig, runWordless } from '#service';
import { reconcile } from './restore/reconcile.js';

const Settings = Type.Object({
  ADMIN_DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  KEY_SECRET: Type.String({ minLength: 32 }),
});

const HELP = `npm run reconcile-revocations: after scim-api's database was restored from a backup, and before scim-api starts, revokes and closes
again what was revoked and closed since, and says what was issued since and is lost. It takes no words; run twice it changes nothing.`;

await runWordless('nothing is reconciled', HELP, async () => {
  const { ADMIN_DATABASE_URL: url, KEY_SECRET: keySecret } = readConfig(Settings, process.env);
  const pool = openPool({ url, applicationName: 'reconcile-revocations', max: 1 });
  try {
    const { acts, revoked, closed, ended, lost, madeKey } = await reconcile({
      pool,
      kafka: kafkaSettings(process.env),
      keySecret,
    });
    for (const one of revoked) console.log(JSON.stringify({ done: 'revoked again', ...one }));
    for (const one of closed) console.log(JSON.stringify({ done: 'closed again', ...one }));
    for (const tenantId of ended)
      console.log(JSON.stringify({ done: 'ended, as it had', type: 'tenant', id: tenantId }));
    for (const one of lost) console.log(JSON.stringify({ done: 'nothing: it is lost, issue it anew', ...one }));
    if (madeKey !== null) console.log(JSON.stringify({ done: 'made a signing key', id: madeKey }));
    console.error(
      `${acts} acts on the topic: ${revoked.length} revoked again, ${closed.length} closed again, ${lost.length} lost`,
    );
    process.exitCode = lost.length > 0 ? 1 : 0;
  } finally {
    await pool.end();
  }
});

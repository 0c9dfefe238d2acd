import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { banner } from '../local/screen/banner.js';
import { openTenant, provision, readerTokens, type Surroundings, TENANT } from '../local/demonstration/demonstrate.js';
import { entraOf } from '../local/entra-settings.js';
import { progressOn } from '../local/demonstration/progress.js';
import { readSecrets, writeSecrets } from '../local/secrets.js';

// One-shot: the demonstration tenant and its people, then URLs and tokens as this machine reaches them.
const { SCIM_API_URL, ADMIN_URL, NOTIFIER_URL, OPERATOR_TOKEN, STATE_DIR, PEOPLE } = process.env;
if (!SCIM_API_URL || !ADMIN_URL || !NOTIFIER_URL || !OPERATOR_TOKEN || !STATE_DIR) {
  throw new Error('SCIM_API_URL, ADMIN_URL, NOTIFIER_URL, OPERATOR_TOKEN and STATE_DIR must be set');
}
await mkdir(STATE_DIR, { recursive: true });
const secrets = await readSecrets(STATE_DIR);
const people = Number(PEOPLE ?? '200');
const around: Surroundings = {
  scimApiUrl: SCIM_API_URL,
  adminUrl: ADMIN_URL,
  notifierUrl: NOTIFIER_URL,
  operatorToken: OPERATOR_TOKEN,
  quietPeriod: 5_000,
  entra: entraOf({}),
  progress: progressOn(process.stdout),
  simulatorDir: join(STATE_DIR, 'entra-simulator'),
  say: (line) => console.log(`• ${line}`),
  remember: (demonstration) => writeSecrets(STATE_DIR, { ...secrets, demonstration }),
};
const tenant = await openTenant(around, secrets.demonstration);
await provision(around, tenant, people);
const tokens = await readerTokens(around, tenant);
const url = (port: number): string => `http://127.0.0.1:${port}`;
console.log(
  banner(
    {
      scim: { url: `${url(7301)}/scim/v2`, token: tenant.scimToken },
      oauth: {
        tokenUrl: `${url(7301)}/oauth/token`,
        clientId: tenant.connectionId,
        clientSecret: tenant.connectionSecret,
      },
      admin: { url: `${url(7401)}/admin`, token: OPERATOR_TOKEN },
      directory: { url: url(7303), token: tokens.directory },
      audit: { url: url(7304), token: tokens.audit },
      notifier: { url: url(7305), token: tokens.notifier },
      activity: { url: `${url(7301)}/activity`, token: tokens.activity },
      mail: { url: url(7380) },
      kafka: { brokers: '127.0.0.1:7392' },
      postgres: { url: '' },
      processes: {},
    },
    {
      tenant: TENANT,
      people: Math.max(people, tenant.people ?? 0),
      end: 'docker compose down stops everything; with -v it forgets the data.',
    },
  ),
);

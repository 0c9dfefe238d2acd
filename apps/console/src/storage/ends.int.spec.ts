import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openPool } from '#postgres';
import { emptyTables, OTHER_TENANT, TENANT } from '../console.fixture.js';
import { makeSigner } from '../saml/certificate.fixture.js';
import { EndsWatch } from '../sign-on/watch-ends.js';
import { APP, askingAs, beginAnew, OIDC, startSignOn, type SignOnConsole } from '../sign-on.fixture.js';
import { ownCredentialInOrder } from '../watch-ends.js';
import { EndsStore } from './ends-store.js';

const DAY_MS = 86_400_000;
const signer = makeSigner({ days: 300 });
const certificate = `-----BEGIN CERTIFICATE-----\n${signer.certificate}\n-----END CERTIFICATE-----\n`;
const read = new X509Certificate(certificate);
const own = {
  fingerprint: read.fingerprint256.replaceAll(':', '').toLowerCase(),
  notAfter: new Date(read.validTo),
};

let started: SignOnConsole;
let pool: ReturnType<typeof openPool>;
let ask: ReturnType<typeof askingAs>;
beforeAll(async () => {
  started = await startSignOn();
  pool = openPool({
    url: started.console.database.url('console'),
    applicationName: 'test',
    max: 4,
    onIdleError: () => undefined,
  });
});
afterAll(async () => {
  await pool?.end();
  await started?.stop();
});
beforeEach(async () => {
  ask = askingAs(started.console, await beginAnew(started.console));
  await emptyTables(started.console.owner, 'own_app_reminders');
});

/** Two replicas look at once. */
async function lookAt(end: Date, days: number, ownApp: typeof own | null = null): Promise<void> {
  const now = (): Date => new Date(end.getTime() - days * DAY_MS);
  const replica = () => new EndsWatch({ store: new EndsStore(pool, () => undefined), own: ownApp, now }).runOnce();
  await Promise.all([replica(), replica()]);
}

async function told(act: string): Promise<readonly (readonly [string, unknown])[]> {
  const acts = await started.console.acts();
  return acts
    .filter((one) => one.act === act)
    .map(({ tenantId, changes }) => [tenantId, changes.find(({ path }) => path === 'days')?.after]);
}

describe('the end of a client secret', () => {
  const end = new Date(OIDC.secretExpiresAt);

  it('is told at 60, 30, 7 and 1 days before, and when it is there: once each, whichever replica looks', async () => {
    expect((await ask('/oidc', 'PUT', OIDC)).status).toBe(204);
    for (const days of [61, 60, 59, 30, 29, 7, 6, 1, 0.5, 0, -1, -30]) await lookAt(end, days);
    expect(await told('secrets.remind')).toEqual(['60', '30', '7', '1', '0'].map((days) => [TENANT, days]));
    const [first] = (await started.console.acts()).filter(({ act }) => act === 'secrets.remind');
    expect(first).toMatchObject({
      actor: { type: 'clock' },
      object: { type: 'sign-on', id: TENANT },
      changes: [
        { path: 'app', after: APP },
        { path: 'secretExpiresAt', after: OIDC.secretExpiresAt },
        { path: 'days', after: '60' },
      ],
    });
  });

  it('is told by the nearest alone after a while in which nobody looked', async () => {
    await ask('/oidc', 'PUT', OIDC);
    await lookAt(end, 5);
    await lookAt(end, 4);
    expect(await told('secrets.remind')).toEqual([[TENANT, '7']]);
  });

  it('is told anew of the next one, and not of a way that is off', async () => {
    await ask('/oidc', 'PUT', OIDC);
    await lookAt(end, 5);
    const next = new Date(end.getTime() + 100 * DAY_MS);
    await ask('/oidc', 'PUT', { ...OIDC, secretExpiresAt: next.toISOString() });
    await lookAt(next, 20);
    await ask('/oidc', 'PUT', { ...OIDC, on: false, secretExpiresAt: next.toISOString() });
    await lookAt(next, 1);
    expect(await told('secrets.remind')).toEqual([
      [TENANT, '7'],
      [TENANT, '30'],
    ]);
  });

  it('is told to the tenant whose it is', async () => {
    await ask('/oidc', 'PUT', OIDC);
    const other = askingAs(started.console, await started.console.signIn('administrator', OTHER_TENANT));
    const later = new Date(end.getTime() + 100 * DAY_MS);
    await other('/oidc', 'PUT', { ...OIDC, secretExpiresAt: later.toISOString() });
    await lookAt(end, 30);
    expect(await told('secrets.remind')).toEqual([[TENANT, '30']]);
  });
});

describe('the end of the certificate of the installation’s own app', () => {
  it('is told to the operator alone, once each, and by the nearest after a while', async () => {
    for (const days of [61, 60, 20, 0.5, -1, -2]) await lookAt(own.notAfter, days, own);
    const installation = '00000000-0000-0000-0000-000000000000';
    expect(await told('certificates.remind')).toEqual(['60', '30', '1', '0'].map((days) => [installation, days]));
  });

  it('is said by /readyz from 30 days before, which goes on answering', async () => {
    const thumbprint = Buffer.from(own.fingerprint, 'hex').toString('base64url');
    const credential = { kind: 'certificate', thumbprint, notAfter: own.notAfter };
    const check = (days: number) => saidOf(credential, new Date(own.notAfter.getTime() - days * DAY_MS));
    expect(await check(31)).toMatchObject({ outcome: 'ok' });
    expect(await check(29)).toMatchObject({
      outcome: 'failed',
      because: expect.stringContaining('MICROSOFT_CERTIFICATE'),
    });
  });
});

describe('the end of the secret of the installation’s own app', () => {
  const expiresAt = new Date('2027-05-31T00:00:00Z');
  const before = (days: number): Date => new Date(expiresAt.getTime() - days * DAY_MS);

  it('is said by /readyz from 30 days before, without the secret', async () => {
    const credential = { kind: 'secret', secret: 's3cret', expiresAt };
    expect(await saidOf(credential, before(31))).toMatchObject({ outcome: 'ok' });
    const said = await saidOf(credential, before(29));
    expect(said).toMatchObject({ outcome: 'failed', because: expect.stringContaining('MICROSOFT_SECRET') });
    expect(JSON.stringify(said)).not.toContain('s3cret');
  });

  it('is not guessed where nobody said it', async () => {
    const credential = { kind: 'secret', secret: 's3cret', expiresAt: null };
    expect(await saidOf(credential, before(-1))).toMatchObject({ outcome: 'ok' });
  });
});

/** @param credential as it is read, as far as the check looks at it */
function saidOf(credential: object, now: Date) {
  const config = { ownApp: { clientId: APP, cloud: 'global', credential } } as unknown;
  return ownCredentialInOrder(config as Parameters<typeof ownCredentialInOrder>[0], () => now.getTime())();
}

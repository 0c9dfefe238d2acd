import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openPool } from '#postgres';
import { createLogger, EntraClouds } from '#service';
import { eventually } from '../../../../test/support/eventually.js';
import { OTHER_TENANT, TENANT } from '../console.fixture.js';
import { readCertificate } from './certificate.js';
import { makeSigner } from './certificate.fixture.js';
import { fetchMetadata } from './fetch-metadata.js';
import { MetadataKeeper } from './metadata-keeper.js';
import { APP, SamlConsole } from './saml.fixture.js';
import { MOST_XML_BYTES } from './xml.js';
import { SamlMetadataStore } from '../storage/saml-metadata-store.js';
import { SignOnStore } from '../storage/sign-on-store.js';
import { Seal } from '../sign-on/seal.js';
import { TID } from './idp.fixture.js';

let saml: SamlConsole;
let pool: ReturnType<typeof openPool>;
const [first, next] = [makeSigner({ days: 200 }), makeSigner({ days: 900 })];
beforeAll(async () => {
  saml = await SamlConsole.start();
  pool = openPool({
    url: saml.console.database.url('console'),
    applicationName: 'test',
    max: 2,
    onIdleError: () => undefined,
  });
});
afterAll(async () => {
  await pool.end();
  await saml?.stop();
});
beforeEach(async () => {
  await saml.empty();
  saml.entra.signers = [saml.entra.idp.signer];
  saml.entra.answer = null;
  saml.entra.heard.length = 0;
});

interface View {
  readonly saml: {
    readonly entityId: string;
    readonly fault: string | null;
    readonly readAt: string | null;
    readonly certificates: readonly { readonly state: string; readonly fingerprint: string }[];
  };
}

async function shown(tenantId = TENANT): Promise<View['saml']> {
  const administrator = await saml.console.signIn('administrator', tenantId);
  return ((await (await saml.console.as(administrator, '/api/sign-on')).json()) as View).saml;
}

/** Another replica's, at a time. */
function keeperAt(now = new Date()): MetadataKeeper {
  const ring = (): void => undefined;
  const settings = new SignOnStore(pool, ring, { seal: new Seal('x', 'y'), ownApp: null });
  return new MetadataKeeper({
    store: new SamlMetadataStore(pool, ring),
    clouds: new EntraClouds({ ENTRA_CLOUDS: 'global', ENTRA_AUTHORITIES: `global=${saml.entra.url}` }),
    settingsOf: async (tenantId) => (await settings.find(tenantId)).saml,
    fetchMetadata,
    logger: createLogger('test', { level: 'silent' }),
    now: () => now,
  });
}

const anHourLater = () =>
  saml.console.owner.query(`update saml_metadata set tried_at = tried_at - interval '3601 seconds'`);
const acts = async () => (await saml.console.acts()).filter(({ act }) => act.startsWith('certificates.'));

describe('the metadata of a tenant', () => {
  it('is read from its cloud, for its app, when the settings are saved', async () => {
    await saml.setUp();
    const path = `/${TID}/federationmetadata/2007-06/federationmetadata.xml?appid=${APP}`;
    expect(saml.entra.heard).toEqual([path]);
    const { entityId, fault, certificates } = await shown();
    expect([entityId, fault]).toEqual([saml.entra.idp.issuer, null]);
    expect(certificates).toEqual([expect.objectContaining({ state: 'valid' })]);
    expect(await acts()).toEqual([]);
  });

  it('is read again after an hour, by one replica of several', async () => {
    await saml.setUp();
    const [one, other] = [keeperAt(), keeperAt()];
    await Promise.all([one.runOnce(), other.runOnce()]);
    expect(saml.entra.heard).toHaveLength(1);
    await anHourLater();
    await Promise.all([one.runOnce(), other.runOnce(), keeperAt().runOnce()]);
    expect(saml.entra.heard).toHaveLength(2);
  });

  it('tells once of a certificate that appears and of one that goes, and follows both', async () => {
    await saml.setUp();
    saml.entra.signers = [saml.entra.idp.signer, next];
    await anHourLater();
    await Promise.all([keeperAt().runOnce(), keeperAt().runOnce()]);
    saml.entra.signers = [next];
    await anHourLater();
    await Promise.all([keeperAt().runOnce(), keeperAt().runOnce()]);
    const told = await acts();
    expect(told.map(({ act, actor }) => [act, actor.type])).toEqual([
      ['certificates.take', 'clock'],
      ['certificates.drop', 'clock'],
    ]);
    expect(told[0]?.object.id).toBe((await shown()).certificates[0]?.fingerprint);
    expect((await saml.comeIn()).location).toBe('/sign-in?refused=not-valid');
    expect((await saml.comeIn({ how: { by: next } })).location).toBe('/');
  });

  it('warns once at 60, 30, 7 and 1 days before the last certificate ends, and when it has, also while it cannot be read', async () => {
    saml.entra.signers = [first];
    await saml.setUp();
    const end = readCertificate(first.certificate)?.notAfter ?? '';
    for (const [days, isThere] of [
      [61, true],
      [60, true],
      [59, true],
      [20, false],
      [6, true],
      [0.5, true],
      [-1, true],
      [-2, true],
    ] as const) {
      saml.entra.answer = isThere ? null : { status: 503, body: '' };
      await anHourLater();
      const at = new Date(Date.parse(end) - days * 86_400_000);
      await Promise.all([keeperAt(at).runOnce(), keeperAt(at).runOnce()]);
    }
    const told = (await acts()).map(({ act, changes }) => [act, changes.find(({ path }) => path === 'days')?.after]);
    expect(told).toEqual([
      ['certificates.remind', '60'],
      ['certificates.remind', '30'],
      ['certificates.remind', '7'],
      ['certificates.remind', '1'],
      ['certificates.remind', '0'],
    ]);
  });

  it.each<[string, { status: number; body: string; headers?: Record<string, string> }, string]>([
    ['is away', { status: 503, body: '' }, 'did not give'],
    ['knows no such app', { status: 400, body: '' }, 'knows no such'],
    ['answers something else', { status: 200, body: '<html></html>' }, 'no federation metadata'],
    ['sends elsewhere', { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, 'did not give'],
    ['sends too much', { status: 200, body: ' '.repeat(MOST_XML_BYTES + 1) }, 'larger than'],
  ])('goes on as it was while Entra %s, and the page says so', async (_what, answer, words) => {
    await saml.setUp();
    saml.entra.answer = answer;
    await anHourLater();
    await keeperAt().runOnce();
    expect((await shown()).fault).toContain(words);
    expect((await saml.comeIn()).location).toBe('/');
    saml.entra.answer = null;
    await anHourLater();
    await keeperAt().runOnce();
    expect((await shown()).fault).toBeNull();
  });

  it('of other settings is not taken for these', async () => {
    await saml.setUp();
    saml.entra.answer = { status: 404, body: '' };
    await saml.setUp({ appId: '0198c0de-7a11-4000-8000-0000000000ab' });
    expect(await shown()).toMatchObject({ certificates: [], readAt: null, entityId: '' });
    expect((await saml.comeIn()).location).toBe('/sign-in?refused=not-valid');
  });

  it('is each tenant’s own, and goes with the settings', async () => {
    await saml.setUp();
    saml.entra.signers = [next];
    await saml.setUp({ appId: '0198c0de-7a11-4000-8000-0000000000ab' }, OTHER_TENANT);
    const [own, other] = [await shown(), await shown(OTHER_TENANT)];
    expect(own.certificates[0]?.fingerprint).not.toBe(other.certificates[0]?.fingerprint);
    const administrator = await saml.console.signIn('administrator');
    await saml.console.as(administrator, '/api/sign-on/saml', { method: 'DELETE' });
    const { rows } = await saml.console.owner.query('select tenant_id from saml_metadata');
    expect(rows).toEqual([{ tenant_id: OTHER_TENANT }]);
  });

  it('is no word of a process that started: it looks by itself', async () => {
    await saml.setUp();
    await saml.console.owner.query('delete from saml_metadata');
    await saml.console.addReplica();
    await eventually('it was read', async () => {
      const { rows } = await saml.console.owner.query('select 1 from saml_metadata where read_at is not null');
      return rows.length === 1;
    });
  });
});

describe('fetching', () => {
  it('is refused in words where nobody listens', async () => {
    const fetched = fetchMetadata('http://127.0.0.1:9/').catch((error: unknown) => error);
    expect(await fetched).toMatchObject({ code: 'unreachable' });
  });

  it('gives up on who does not answer within three seconds', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const fetched = await fetchMetadata(url).catch((error: unknown) => error);
    silent.closeAllConnections();
    silent.close();
    expect(fetched).toMatchObject({ code: 'unreachable' });
  });
});

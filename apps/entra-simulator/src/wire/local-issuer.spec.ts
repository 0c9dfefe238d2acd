import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLOUDS, issuerOf, keysUrlOf, stsIssuerOf, type Cloud } from './clouds.js';
import { assertionOf, bearerOf, newSigningKey, type Principal, type SigningKey } from './entra-token.js';
import { LocalIssuer, type Asked } from './local-issuer.js';

const NOW = new Date();

describe('the local issuer', () => {
  let tenant: Principal;
  let keys: readonly SigningKey[];
  let issuer: LocalIssuer;
  let asked: Asked[];

  beforeAll(async () => void (keys = [await newSigningKey()]));
  beforeEach(async () => {
    tenant = {
      cloud: 'global',
      tenantId: '11111111-2222-3333-4444-555555555555',
      authority: `http://127.0.0.1:${await freePort()}/global`,
      subject: 'the provisioning service',
      audience: 'api://app',
      clientApp: 'client',
      clientClaim: 'azp',
      keys,
      areKeysDown: false,
    };
    asked = [];
    issuer = await LocalIssuer.start(
      tenant.authority ?? '',
      () => [tenant],
      (one) => asked.push(one),
    );
  });
  afterEach(() => issuer.stop());

  const json = async (url: string): Promise<Record<string, string>> =>
    (await (await fetch(url)).json()) as Record<string, string>;
  const keysOf = async (iss: string): Promise<ReturnType<typeof createRemoteJWKSet>> => {
    const { issuer: named, jwks_uri } = await json(`${iss.replace(/\/$/, '')}/.well-known/openid-configuration`);
    expect(named).toBe(iss);
    return createRemoteJWKSet(new URL(jwks_uri ?? ''));
  };

  it.each(['api://app/.default', 'api://app', 'app'])(
    'proves an assertion for %s: 3,900 s of life, uti and no jti, the client as azp',
    async (audience) => {
      tenant = { ...tenant, audience };
      const iss = issuerOf(tenant);
      const { payload } = await jwtVerify(assertionOf(tenant, NOW), await keysOf(iss), { issuer: iss, audience });
      const { subject, tenantId } = tenant;
      expect(payload).toMatchObject({
        sub: subject,
        oid: subject,
        tid: tenantId,
        azp: 'client',
        azpacr: '1',
        ver: '2.0',
      });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3_900);
      expect([payload.nbf, typeof payload.uti, payload.jti]).toEqual([payload.iat, 'string', undefined]);
    },
  );

  it('and one that names the client as appid', async () => {
    tenant = { ...tenant, clientClaim: 'appid' };
    const { payload } = await jwtVerify(assertionOf(tenant, NOW), await keysOf(issuerOf(tenant)));
    expect(payload).toMatchObject({ appid: 'client', appidacr: '2' });
    expect(payload).not.toHaveProperty('azp');
  });

  it('proves a token of version 1, whose audience is the cloud’s provisioning application', async () => {
    const iss = stsIssuerOf(tenant);
    const audience = CLOUDS.global.application;
    const { payload } = await jwtVerify(bearerOf(tenant, NOW), await keysOf(iss), { issuer: iss, audience });
    expect(payload).toMatchObject({ ver: '1.0', appid: 'client', tid: tenant.tenantId, idp: iss });
  });

  it('serves what is rotated meanwhile, the old key beside the new', async () => {
    const [old] = tenant.keys;
    const before = assertionOf(tenant, NOW);
    const next = await newSigningKey();
    tenant = { ...tenant, keys: [next, ...tenant.keys] };
    const after = assertionOf(tenant, NOW);
    expect([before, after].map((token) => decodeProtectedHeader(token).kid)).toEqual([old?.kid, next.kid]);
    const published = await keysOf(issuerOf(tenant));
    for (const token of [before, after]) await jwtVerify(token, published);
  });

  it('goes down with its keys, and says who asks for what', async () => {
    tenant = { ...tenant, areKeysDown: true };
    expect((await fetch(keysUrlOf(tenant))).status).toBe(503);
    expect((await fetch(`${tenant.authority}/another/v2.0/.well-known/openid-configuration`)).status).toBe(404);
    expect(asked.map(({ status }) => status)).toEqual([503, 404]);
  });

  it('serves this machine alone', async () => {
    await expect(LocalIssuer.start('http://0.0.0.0:1', () => [])).rejects.toThrow('this machine alone');
    await expect(LocalIssuer.start('https://127.0.0.1:1', () => [])).rejects.toThrow('this machine alone');
  });

  it.each<[Cloud, string, string]>([
    ['global', 'https://login.microsoftonline.com/t/v2.0', 'https://sts.windows.net/t/'],
    ['usgov', 'https://login.microsoftonline.us/t/v2.0', 'https://sts.windows.net/t/'],
    ['china', 'https://login.partner.microsoftonline.cn/t/v2.0', 'https://sts.chinacloudapi.cn/t/'],
  ])('stands in for %s, whose own issuers are these', (cloud, issuer, sts) => {
    const own = { cloud, tenantId: 't', authority: null };
    expect([issuerOf(own), stsIssuerOf(own)]).toEqual([issuer, sts]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

import { describe, expect, it } from '@jest/globals';
import { CLOUDS, EntraClouds } from './entra-clouds.js';

const TENANT = '0198c0de-7a11-4000-8000-00000000000a';
const of = (ENTRA_CLOUDS: string, ENTRA_AUTHORITIES = ''): EntraClouds =>
  new EntraClouds({ ENTRA_CLOUDS, ENTRA_AUTHORITIES });

describe('the clouds of Entra', () => {
  it('have issuers and keys of their own', () => {
    const clouds = of('global, usgov,china');
    expect(clouds.served).toEqual(CLOUDS);
    expect(CLOUDS.map((cloud) => clouds.issuerOf(cloud, TENANT))).toEqual([
      {
        authority: `https://login.microsoftonline.com/${TENANT}`,
        sts: `https://sts.windows.net/${TENANT}/`,
        issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        keysUrl: `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
        application: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
      },
      {
        authority: `https://login.microsoftonline.us/${TENANT}`,
        sts: `https://sts.windows.net/${TENANT}/`,
        issuer: `https://login.microsoftonline.us/${TENANT}/v2.0`,
        keysUrl: `https://login.microsoftonline.us/${TENANT}/discovery/v2.0/keys`,
        application: '4602d0b4-76bb-404b-bca9-2652e1a39c6d',
      },
      {
        authority: `https://login.partner.microsoftonline.cn/${TENANT}`,
        sts: `https://sts.chinacloudapi.cn/${TENANT}/`,
        issuer: `https://login.partner.microsoftonline.cn/${TENANT}/v2.0`,
        keysUrl: `https://login.partner.microsoftonline.cn/${TENANT}/discovery/v2.0/keys`,
        application: '5a532e38-1581-4918-9658-008dc27c1d68',
      },
    ]);
  });

  it('are served when they are named', () => {
    expect([of('global').isServed('global'), of('global').isServed('usgov')]).toEqual([true, false]);
    expect(() => of('global,moon')).toThrow('ENTRA_CLOUDS');
  });

  it('are replaced by addresses of this machine alone', () => {
    const clouds = of('global', 'global=http://127.0.0.1:7399/,china=http://[::1]:1');
    expect(clouds.issuerOf('global', TENANT)).toMatchObject({
      sts: `http://127.0.0.1:7399/${TENANT}/`,
      issuer: `http://127.0.0.1:7399/${TENANT}/v2.0`,
      keysUrl: `http://127.0.0.1:7399/${TENANT}/discovery/v2.0/keys`,
    });
    expect(clouds.issuerOf('usgov', TENANT).issuer).toContain('login.microsoftonline.us');
  });

  it.each([
    'global=http://192.0.2.1',
    'global=https://login.microsoftonline.com',
    'global=http://127.0.0.1.evil.test',
    'global=http://127.0.0.1@evil.test',
    'global=http://localhost?x',
    'global=ftp://127.0.0.1',
    'global=',
    'global',
    'moon=http://127.0.0.1',
    'http://127.0.0.1',
  ])('are not replaced by %s', (text) => {
    expect(() => of('global', text)).toThrow('ENTRA_AUTHORITIES');
  });
});

import { describe, expect, it } from '@jest/globals';
import { readPasted } from './pasted.ts';

const TENANT = 'f1a2b3c4-0000-4000-8000-000000000001';
const SUBJECT = 'f1a2b3c4-0000-4000-8000-000000000002';
const AUDIENCE = 'f1a2b3c4-0000-4000-8000-000000000003';

function token(claims: object): string {
  const part = (value: object): string => btoa(JSON.stringify(value)).replaceAll('=', '');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('what was pasted', () => {
  it('gives all of a token of Entra, in each of its clouds', () => {
    const claims = { tid: TENANT, sub: SUBJECT, oid: SUBJECT, aud: `api://${AUDIENCE}` };
    const host = {
      global: 'login.microsoftonline.com',
      usgov: 'login.microsoftonline.us',
      china: 'login.partner.microsoftonline.cn',
    };
    for (const [cloud, name] of Object.entries(host)) {
      expect(readPasted(token({ ...claims, iss: `https://${name}/${TENANT}/v2.0` }), 'subject')).toEqual({
        cloud,
        tenantId: TENANT,
        subject: SUBJECT,
        audience: AUDIENCE,
      });
    }
  });

  it('gives the tenant and the cloud of an issuer', () => {
    expect(readPasted(` https://sts.chinacloudapi.cn/${TENANT.toUpperCase()}/ `, 'tenantId')).toEqual({
      tenantId: TENANT,
      cloud: 'china',
    });
  });

  it('gives the id of each spelling of an audience, and what is no id as it is', () => {
    for (const spelling of [AUDIENCE, `api://${AUDIENCE}`, `${AUDIENCE}/.default`]) {
      expect(readPasted(spelling, 'audience')).toEqual({ audience: AUDIENCE });
    }
    expect(readPasted('a.b.c', 'audience')).toEqual({ audience: 'a.b.c' });
  });
});

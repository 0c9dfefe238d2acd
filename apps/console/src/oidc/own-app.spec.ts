import { describe, expect, it } from '@jest/globals';
import { makeSigner } from '../saml/certificate.fixture.js';
import { ownAppOf } from './own-app.js';

const APP = '0198C0DE-7a11-4000-8000-0000000000cc';
const signer = makeSigner();
const certificate = `-----BEGIN CERTIFICATE-----\n${signer.certificate}\n-----END CERTIFICATE-----\n`;
const at = { MICROSOFT_CLOUD: 'global' } as const;

describe('the installation’s own app', () => {
  it('is none where nothing is set', () => {
    expect(ownAppOf(at)).toBeNull();
  });

  it.each([
    ['certificate and key', certificate + signer.privateKey],
    ['key and certificate', signer.privateKey + certificate],
    ['both in base64', Buffer.from(certificate + signer.privateKey).toString('base64')],
  ])('is shown by %s', (_what, pem) => {
    expect(ownAppOf({ ...at, MICROSOFT_CLIENT_ID: APP, MICROSOFT_CERTIFICATE: pem })).toMatchObject({
      clientId: APP.toLowerCase(),
      cloud: 'global',
      credential: { kind: 'certificate', thumbprint: expect.stringMatching(/^[\w-]{43}$/) },
    });
  });

  it('is shown by a secret', () => {
    const app = ownAppOf({ ...at, MICROSOFT_CLIENT_ID: APP, MICROSOFT_SECRET: 's3cret' });
    expect(app?.credential).toEqual({ kind: 'secret', secret: 's3cret', expiresAt: null });
  });

  it('is shown by a secret of which it is said when it expires', () => {
    const secret = { MICROSOFT_SECRET: 's3cret', MICROSOFT_SECRET_EXPIRES: '2027-05-31' };
    const app = ownAppOf({ ...at, MICROSOFT_CLIENT_ID: APP, ...secret });
    expect(app?.credential).toMatchObject({ expiresAt: new Date('2027-05-31T00:00:00Z') });
  });

  it.each([
    ['a secret and no id', { MICROSOFT_SECRET: 's3cret' }, 'MICROSOFT_CLIENT_ID'],
    [
      'a day that is none',
      { MICROSOFT_CLIENT_ID: APP, MICROSOFT_SECRET: 's3cret', MICROSOFT_SECRET_EXPIRES: '2027-02-31' },
      'must be a day',
    ],
    [
      'a month that is none',
      { MICROSOFT_CLIENT_ID: APP, MICROSOFT_SECRET: 's3cret', MICROSOFT_SECRET_EXPIRES: '2027-13-01' },
      'must be a day',
    ],
    [
      'the end of a secret and a certificate',
      { MICROSOFT_CLIENT_ID: APP, MICROSOFT_CERTIFICATE: certificate, MICROSOFT_SECRET_EXPIRES: '2027-05-31' },
      'MICROSOFT_SECRET_EXPIRES is of',
    ],
    ['an id alone', { MICROSOFT_CLIENT_ID: APP }, 'needs either'],
    ['both', { MICROSOFT_CLIENT_ID: APP, MICROSOFT_SECRET: 's3cret', MICROSOFT_CERTIFICATE: 'x' }, 'needs either'],
    ['a certificate without its key', { MICROSOFT_CLIENT_ID: APP, MICROSOFT_CERTIFICATE: certificate }, 'private key'],
    [
      'the key of another',
      { MICROSOFT_CLIENT_ID: APP, MICROSOFT_CERTIFICATE: certificate + makeSigner().privateKey },
      'private key',
    ],
  ])('is refused with %s, and nothing is quoted', (_what, settings, said) => {
    expect(() => ownAppOf({ ...at, ...settings })).toThrow(said);
    expect(() => ownAppOf({ ...at, ...settings })).not.toThrow('s3cret');
  });
});

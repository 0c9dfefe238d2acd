import { describe, expect, it } from '@jest/globals';
import { BadUsage, readOptions } from './options.js';

const TARGET = ['--url', 'https://target.example/scim/v2?flag', '--token', 'secret'];

const CLIENT = [...TARGET.slice(0, 2), '--token-url', 'https://target.example/token', '--client-id', 'c'];

describe('the command line', () => {
  it('needs the target and the token alone', () => {
    expect(readOptions(TARGET)).toEqual({
      url: 'https://target.example/scim/v2?flag',
      credential: { token: 'secret' },
      required: ['rfc', 'entra'],
      domain: 'conformance.example',
      requestTimeout: 10_000,
      totalTimeout: 900_000,
      only: [],
      files: {},
    });
  });

  it('takes the token from the environment', () => {
    expect(readOptions(TARGET.slice(0, 2), { SCIM_TOKEN: 'hidden' })).toMatchObject({
      credential: { token: 'hidden' },
    });
  });

  it.each([
    [[], { SCIM_CLIENT_SECRET: 's', SCIM_TOKEN: 'other' }, { by: 'basic', proof: 's' }],
    [['--client-auth', 'body'], { SCIM_CLIENT_SECRET: 's' }, { by: 'body', proof: 's' }],
    [['--client-auth', 'assertion'], { SCIM_CLIENT_ASSERTION: 'a.b.c' }, { by: 'assertion', proof: 'a.b.c' }],
  ])('takes a client by %j, whose proof is in the environment', (args, env, proof) => {
    const client = { tokenUrl: 'https://target.example/token', id: 'c', ...proof };
    expect(readOptions([...CLIENT, ...args], env)).toMatchObject({ credential: { client } });
  });

  it.each([
    ['a client without its secret', CLIENT, {}],
    ['an assertion that is not there', [...CLIENT, '--client-auth', 'assertion'], { SCIM_CLIENT_SECRET: 's' }],
    ['another proof', [...CLIENT, '--client-auth', 'mtls'], { SCIM_CLIENT_SECRET: 's' }],
    ['a client and a token', [...CLIENT, '--token', 't'], { SCIM_CLIENT_SECRET: 's' }],
    ['a client without its endpoint', [...TARGET.slice(0, 2), '--client-id', 'c'], { SCIM_CLIENT_SECRET: 's' }],
    ['an endpoint without a client', CLIENT.slice(0, 4), { SCIM_CLIENT_SECRET: 's' }],
  ])('refuses %s', (_what, args, env) => {
    expect(() => readOptions(args, env)).toThrow(BadUsage);
  });

  it('takes files, profiles, ids and times', () => {
    const args = [...TARGET, '--json', 'a', '--junit', 'b', '--html', 'c', '--require', 'rfc, interop'];
    expect(readOptions([...args, '--only', 'users,filter', '--timeout', '2.5', '--total', '60'])).toMatchObject({
      files: { json: 'a', junit: 'b', html: 'c' },
      required: ['rfc', 'interop'],
      only: ['users', 'filter'],
      requestTimeout: 2_500,
      totalTimeout: 60_000,
    });
  });

  it('asks for help', () => {
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    ['no target', ['--token', 'secret']],
    ['no token', ['--url', 'https://target.example']],
    ['an empty token', ['--url', 'https://target.example', '--token', '']],
    ['a token that would end the header', ['--url', 'https://target.example', '--token', 'a\r\nx: y']],
    ['no URL', ['--url', 'target', '--token', 'secret']],
    ['another protocol', ['--url', 'ftp://target.example', '--token', 'secret']],
    ['a credential in the URL', ['--url', 'https://a:b@target.example', '--token', 'secret']],
    ['a time that is no number', [...TARGET, '--timeout', 'soon']],
    ['a time of nothing', [...TARGET, '--total', '0']],
    ['a domain that is none', [...TARGET, '--domain', 'a b']],
    ['an unknown profile', [...TARGET, '--require', 'rfc,okta']],
    ['an unknown flag', [...TARGET, '--verbose']],
    ['a word too many', [...TARGET, 'now']],
  ])('refuses %s', (_what, args) => {
    expect(() => readOptions(args)).toThrow(BadUsage);
  });
});

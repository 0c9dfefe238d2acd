import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformance, type Terminal } from '../../../../../test/conformance/command.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { signed, TestEntra, type EntraTenantKeys } from './entra.fixture.js';

jest.setTimeout(120_000);

/** Entra's own application, whose tokens come where there is no other method. */
const CUSTOM_APPLICATION = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';
/** Whatever is decided by who asks, and some writes. */
const SHORT = ['authentication', 'gallery.21', 'gallery.22', 'users.create', 'users.delete'];

class FakeTerminal extends EventEmitter implements Terminal {
  said = '';
  readonly stdout = { write: (text: string) => (this.said += text) };
  readonly stderr = { write: (text: string) => (this.said += text) };
  constructor(readonly env: NodeJS.ProcessEnv) {
    super();
  }
}

let api: TestScimApi;
let entra: TestEntra;
let keys: EntraTenantKeys;
let dir: string;
beforeAll(async () => {
  entra = await TestEntra.start();
  keys = await entra.rotate('k');
  dir = await mkdtemp(join(tmpdir(), 'conformance-'));
  const settings = { ENTRA_AUTHORITIES: `global=${entra.url}`, FAILED_CREDENTIALS_PER_MINUTE: '1000' };
  api = await TestScimApi.start(undefined, undefined, settings);
});
afterAll(async () => {
  await api.stop();
  await entra.stop();
  await rm(dir, { recursive: true, force: true });
});

interface Mode {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

const pathOf = ({ tenantId, connectionId }: TestConnection) => `/tenants/${tenantId}/connections/${connectionId}`;

async function secretOf(as: TestConnection): Promise<string> {
  const { clientSecret } = await api.act('POST', `${pathOf(as)}/credentials`, { method: 'clientSecret' });
  return String(clientSecret);
}

/** What Entra signs for a subject: an assertion of version 2, or its own token, of version 1 and for an application of its. */
async function signedFor(as: TestConnection, method: 'federated' | 'entraToken'): Promise<string> {
  const trust = { cloud: 'global', tenantId: randomUUID(), subject: randomUUID(), audience: randomUUID() };
  await api.act('PATCH', pathOf(as), { methods: { [method]: true }, federation: trust });
  const { tenantId: tid, subject: sub, audience } = trust;
  const issuer = `${entra.url}/${tid}/`;
  const version =
    method === 'federated' ? { iss: `${issuer}v2.0`, aud: audience } : { iss: issuer, aud: CUSTOM_APPLICATION };
  return signed(keys, { tid, sub, oid: sub, ...version });
}

const client = (as: TestConnection, by: string): readonly string[] => {
  const flags = { 'token-url': `${api.service.url}/oauth/token`, 'client-id': as.connectionId, 'client-auth': by };
  return Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
};

const MODES: Readonly<Record<string, (as: TestConnection) => Promise<Mode>>> = {
  'a token': (as) => Promise.resolve({ args: [], env: { SCIM_TOKEN: as.token } }),
  'a client secret by Basic': async (as) => ({
    args: client(as, 'basic'),
    env: { SCIM_CLIENT_SECRET: await secretOf(as) },
  }),
  'a client secret in the body': async (as) => ({
    args: client(as, 'body'),
    env: { SCIM_CLIENT_SECRET: await secretOf(as) },
  }),
  'a federated assertion': async (as) => ({
    args: client(as, 'assertion'),
    env: { SCIM_CLIENT_ASSERTION: await signedFor(as, 'federated') },
  }),
  'a token of Entra': async (as) => ({
    args: [],
    env: { SCIM_TOKEN: await signedFor(as, 'entraToken') },
  }),
};

describe('the conformance report', () => {
  it.each(Object.entries(MODES))('finds no row on authentication that falls short of %s', async (name, modeOf) => {
    const { args, env } = await modeOf(await api.addTenant());
    const terminal = new FakeTerminal(env);
    const file = join(dir, `${name}.json`);
    const common = ['--url', `${api.service.url}/scim/v2`, '--only', SHORT.join(','), '--json', file];
    expect([await conformance([...common, ...args], terminal), terminal.said]).toEqual([0, expect.any(String)]);
    const { checks } = JSON.parse(await readFile(file, 'utf8')) as {
      checks: { id: string; level: string; verdict: string }[];
    };
    // Of the others one is expected: bodies without schemas are taken.
    const short = checks.filter(({ level, verdict }) => level === 'MUST' && verdict !== 'pass');
    expect([short, checks.length > 20]).toEqual([[], true]);
    const gallery = checks.filter(({ id }) => id.startsWith('gallery')).map(({ verdict }) => verdict);
    const isClient = args.length > 0;
    expect(gallery).toEqual([isClient ? 'pass' : 'skip', args.includes('assertion') ? 'pass' : 'skip']);
    expect(terminal.said + (await readFile(file, 'utf8'))).not.toContain(Object.values(env)[0]);
  });

  it('ends with 2, and says what the token endpoint says, where that gives none', async () => {
    const as = await api.addTenant();
    const terminal = new FakeTerminal({ SCIM_CLIENT_SECRET: 'guessed-secret' });
    expect(await conformance(['--url', `${api.service.url}/scim/v2`, ...client(as, 'basic')], terminal)).toBe(2);
    expect(terminal.said).toBe('the token endpoint gives no token, nothing was checked: answered 401 invalid_client\n');
  });
});

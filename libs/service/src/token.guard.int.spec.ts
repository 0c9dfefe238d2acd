import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Inject, Injectable, Module, Req, UseGuards, type DynamicModule } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { openPool } from '#postgres';
import { createTestDatabase } from '../../../test/support/database.js';
import {
  createLogger,
  doorOfAll,
  KeySet,
  memoryKeyCache,
  Needs,
  readerOf,
  ReaderRates,
  signingKeyCacheTable,
  startService,
  tableKeyCache,
  TokenGuard,
  type KeyCache,
  type RevocationLookUp,
  type RunningService,
  type TokenGuardOptions,
} from './index.js';

const ISSUER = 'https://rollcall.test';
const TENANT = '0198c0de-0000-7000-8000-000000000001';
const silent = createLogger('guard-test', { level: 'silent' });

const OPTIONS = Symbol('OPTIONS');

@Injectable()
class ReaderGuard extends TokenGuard {
  constructor(@Inject(OPTIONS) options: TokenGuardOptions) {
    super(options);
  }
}

@Controller()
@UseGuards(ReaderGuard)
class WhoAmI {
  @Get('me')
  @Needs('people:read')
  me(@Req() request: FastifyRequest): object {
    return readerOf(request);
  }
}

@Module({})
class WhoAmIModule {
  static with(options: TokenGuardOptions): DynamicModule {
    return { module: WhoAmIModule, controllers: [WhoAmI], providers: [{ provide: OPTIONS, useValue: options }] };
  }
}

let own: { privateKey: CryptoKey; publicKey: CryptoKey };
let foreign: typeof own;
let jwk: JWK;
let otherAlgorithm: typeof own;
let otherJwk: JWK;
let fetches = 0;
let issuer: Server;
let url = '';

beforeAll(async () => {
  own = await generateKeyPair('EdDSA', { extractable: true });
  foreign = await generateKeyPair('EdDSA', { extractable: true });
  jwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'EdDSA', use: 'sig' };
  // A key that the issuer does publish, of an algorithm that its tokens are not signed with.
  otherAlgorithm = await generateKeyPair('ES256', { extractable: true });
  otherJwk = { ...(await exportJWK(otherAlgorithm.publicKey)), kid: 'es', alg: 'ES256', use: 'sig' };
  issuer = createServer((_request, response) => {
    fetches += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk, otherJwk] }));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`;
});
afterAll(() => {
  issuer.close();
  issuer.closeAllConnections();
});

/** Nobody is revoked. */
const NOTHING: RevocationLookUp = { find: () => Promise.resolve({ isRevoked: false, unheardFor: 0 }) };

interface Token {
  readonly audience?: string;
  readonly issuer?: string;
  /** null: it names none. */
  readonly kid?: string | null;
  readonly issuedAt?: Date;
  readonly lifetime?: string;
  readonly key?: CryptoKey;
  readonly alg?: string;
  readonly claims?: Record<string, unknown>;
}

function sign(token: Token = {}): Promise<string> {
  return new SignJWT({ tid: TENANT, ...token.claims })
    .setProtectedHeader({ alg: token.alg ?? 'EdDSA', ...(token.kid !== null && { kid: token.kid ?? 'own' }) })
    .setIssuer(token.issuer ?? ISSUER)
    .setAudience(token.audience ?? 'rollcall:directory')
    .setSubject('reader')
    .setIssuedAt(token.issuedAt)
    .setExpirationTime(token.lifetime ?? '5 min')
    .sign(token.key ?? own.privateKey);
}

function keySet(cache: KeyCache, at = url, now?: () => number): KeySet {
  return new KeySet({ url: at, cache, logger: silent, ...(now === undefined ? {} : { now }) });
}

async function start(keys: KeySet): Promise<RunningService> {
  const module = WhoAmIModule.with({ issuer: ISSUER, audience: 'rollcall:directory', keys, revocations: NOTHING });
  return startService({ name: 'guard-test', module, host: '127.0.0.1', port: 0, logger: silent });
}

async function ask(service: RunningService, authorization?: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${service.url}/me`, authorization === undefined ? {} : { headers: { authorization } });
  return { status: response.status, body: await response.json() };
}

describe('the token guard', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await start(keySet(memoryKeyCache()));
  });
  afterAll(() => service.stop());

  it('lets a good token through, with its tenant', async () => {
    expect(await ask(service, `Bearer ${await sign()}`)).toEqual({
      status: 200,
      body: { tenantId: TENANT, readerId: 'reader' },
    });
  });

  it('answers the same words to everything else', async () => {
    const secret = Buffer.from(JSON.stringify(jwk));
    const publicAsSecret = new SignJWT({ tid: TENANT })
      .setProtectedHeader({ alg: 'HS256', kid: 'own' })
      .setIssuer(ISSUER)
      .setAudience('rollcall:directory')
      .setSubject('reader')
      .setIssuedAt()
      .setExpirationTime('5 min');
    const unsigned = new UnsecuredJWT({ tid: TENANT })
      .setIssuer(ISSUER)
      .setAudience('rollcall:directory')
      .setSubject('reader')
      .setIssuedAt()
      .setExpirationTime('5 min');
    const [head, , signature] = (await sign()).split('.');
    const [, otherPayload] = (await sign({ claims: { tid: TENANT.replace(/1$/, '2') } })).split('.');
    const bad: Record<string, string | undefined> = {
      'no token': undefined,
      'not a bearer': 'Basic eDp5',
      'no JWT': 'Bearer rcs_something',
      'other audience': `Bearer ${await sign({ audience: 'rollcall:audit' })}`,
      'other issuer': `Bearer ${await sign({ issuer: 'https://elsewhere.test' })}`,
      expired: `Bearer ${await sign({ lifetime: '-1 min' })}`,
      'other key, same id': `Bearer ${await sign({ key: foreign.privateKey })}`,
      'other key id': `Bearer ${await sign({ key: foreign.privateKey, kid: 'unknown' })}`,
      'no key id, of the only key': `Bearer ${await sign({ kid: null })}`,
      'issued tomorrow': `Bearer ${await sign({ issuedAt: new Date(Date.now() + 86_400_000), lifetime: '2 days' })}`,
      'other algorithm': `Bearer ${await sign({ key: otherAlgorithm.privateKey, kid: 'es', alg: 'ES256' })}`,
      'changed payload': `Bearer ${head}.${otherPayload}.${signature}`,
      'no signature': `Bearer ${unsigned.encode()}`,
      'no signature, three parts': `Bearer ${unsigned.encode()}AA`,
      'public key as HS256 secret': `Bearer ${await publicAsSecret.sign(secret)}`,
      'no tenant': `Bearer ${await sign({ claims: { tid: undefined } })}`,
      'no UUID as tenant': `Bearer ${await sign({ claims: { tid: "' or true" } })}`,
    };
    const words = new Map<string, string[]>();
    for (const [kind, authorization] of Object.entries(bad)) {
      const { status, body } = await ask(service, authorization);
      const text = JSON.stringify([status, { ...(body as object), requestId: null }]);
      words.set(text, [...(words.get(text) ?? []), kind]);
    }
    expect([...words.values()]).toEqual([Object.keys(bad)]);
    expect([...words.keys()][0]).toContain('401');
  });
});

describe('a reader', () => {
  it('has the signature of its token computed once, and is asked for each time whether it was revoked', async () => {
    const [all, revoked] = [keySet(memoryKeyCache()), new Set<string>()];
    const asked = { keys: 0, revocations: 0 };
    const guard = new TokenGuard({
      issuer: ISSUER,
      audience: 'rollcall:directory',
      keys: { keyFor: (header) => ((asked.keys += 1), all.keyFor(header)) },
      revocations: {
        find: (_kind, id) => ((asked.revocations += 1), Promise.resolve({ isRevoked: revoked.has(id), unheardFor: 0 })),
      },
    });
    const request = { headers: { authorization: `Bearer ${await sign()}` } } as FastifyRequest;
    for (let n = 0; n < 20; n += 1) await guard.admit(request);
    expect(asked).toEqual({ keys: 1, revocations: 60 });
    revoked.add('reader');
    await expect(guard.admit(request)).rejects.toMatchObject({ status: 401 });
  });

  it('beyond its rate is refused before anything is parsed, and others are not', async () => {
    let bodies = 0;
    const rates = new ReaderRates({ rate: { perSecond: 1, burst: 20 }, now: () => 0, pause: () => Promise.resolve() });
    const options: TokenGuardOptions = {
      issuer: ISSUER,
      audience: 'rollcall:directory',
      keys: keySet(memoryKeyCache()),
      revocations: NOTHING,
      rates,
    };
    const guard = new TokenGuard(options);
    const service = await startService({
      name: 'guard-test',
      module: WhoAmIModule.with(options),
      host: '127.0.0.1',
      port: 0,
      logger: silent,
      door: doorOfAll((request) => guard.admit(request)),
      configure: (app) =>
        void app
          .getHttpAdapter()
          .getInstance()
          .addHook('preParsing', (_request, _reply, payload, done) => {
            bodies += 1;
            done(null, payload);
          }),
    });
    const token = `Bearer ${await sign()}`;
    const answers = [];
    for (let n = 0; n < 60; n += 1) answers.push(await ask(service, token));
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array<number>(20).fill(200),
      ...Array<number>(40).fill(429),
    ]);
    expect(bodies).toBe(20);
    expect(answers.at(-1)?.body).toMatchObject({ code: 'too-many-requests' });
    const refused = await fetch(`${service.url}/me`, { headers: { authorization: token } });
    expect([refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual([
      '1',
      expect.stringContaining('application/problem+json'),
    ]);
    const neighbour = `Bearer ${await sign({ claims: { tid: TENANT.replace(/1$/, '2') } })}`;
    expect((await ask(service, neighbour)).status).toBe(200);
    await service.stop();
  });
});

describe('while a projection that was restored catches up', () => {
  it('old tokens are answered 503 with a time to come back, at the door and behind it', async () => {
    const options: TokenGuardOptions = {
      issuer: ISSUER,
      audience: 'rollcall:directory',
      keys: keySet(memoryKeyCache()),
      revocations: { find: () => Promise.resolve({ isRevoked: false, unheardFor: 600 }) },
      isCatchingUp: () => true,
      now: () => Date.now() + 120_000,
    };
    const [module, guard] = [WhoAmIModule.with(options), new TokenGuard(options)];
    const behind = { name: 'guard-test', module, host: '127.0.0.1', port: 0, logger: silent };
    const door = doorOfAll((request) => guard.admit(request));
    for (const service of [await startService(behind), await startService({ ...behind, door })]) {
      const response = await fetch(`${service.url}/me`, { headers: { authorization: `Bearer ${await sign()}` } });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await response.json()).toMatchObject({ code: 'catching-up' });
      await service.stop();
    }
  });
});

describe('the key set', () => {
  it('asks the issuer once for many requests, and not again for forged key ids', async () => {
    let now = 0;
    const keys = keySet(memoryKeyCache(), url, () => now);
    fetches = 0;
    const header = { alg: 'EdDSA', kid: 'own' };
    await Promise.all(Array.from({ length: 20 }, () => keys.keyFor(header)));
    expect(fetches).toBe(1);
    for (let tries = 0; tries < 50; tries += 1) {
      await expect(keys.keyFor({ alg: 'EdDSA', kid: `forged-${tries}` })).rejects.toThrow();
    }
    expect(fetches).toBe(1);
    now += 5_001;
    await expect(keys.keyFor({ alg: 'EdDSA', kid: 'forged' })).rejects.toThrow();
    expect(fetches).toBe(2);
  });

  it('asks at once for one that it has never seen where it is told to, and for twenty that are forged once', async () => {
    let now = 0;
    const cache = memoryKeyCache();
    const keys = new KeySet({ url, cache, logger: silent, now: () => now, asksAnew: true });
    fetches = 0;
    await keys.keyFor({ alg: 'EdDSA', kid: 'own' });
    for (const _ of Array.from({ length: 20 })) {
      await expect(keys.keyFor({ alg: 'EdDSA', kid: `forged-${Math.random()}` })).rejects.toThrow();
    }
    expect(fetches).toBe(2);
    now += 5_001;
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => expect(keys.keyFor({ alg: 'EdDSA', kid: `forged-${n}` })).rejects.toThrow()),
    );
    expect(fetches).toBe(3);
  });

  it('finds a key that the issuer repeats, as under another name of its own', async () => {
    const repeating = createServer((_request, response) =>
      response.end(JSON.stringify({ keys: [jwk, { ...jwk, issuer: 'https://another.test' }, otherJwk] })),
    );
    await new Promise<void>((resolve) => repeating.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(repeating.address() as AddressInfo).port}/jwks.json`;
    const running = await start(keySet(memoryKeyCache(), at));
    expect(await ask(running, `Bearer ${await sign()}`)).toMatchObject({ status: 200 });
    await running.stop();
    repeating.closeAllConnections();
    await new Promise((resolve) => repeating.close(resolve));
  });

  it('still verifies when the issuer is down, also after a restart', async () => {
    const database = await createTestDatabase({ name: 'rollcall_keys', roles: { reader: 'rollcall_keys_reader' } }, []);
    const owner = openPool({ url: database.ownerUrl, applicationName: 'keys', max: 1 });
    for (const statement of signingKeyCacheTable('rollcall_keys_reader')) await owner.query(statement);
    await owner.end();
    const pool = openPool({ url: database.url('reader'), applicationName: 'keys', max: 1 });
    const brieflyUp = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => brieflyUp.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(brieflyUp.address() as AddressInfo).port}/jwks.json`;

    let now = 0;
    const first = keySet(tableKeyCache({ reads: pool, writes: pool }, at), at, () => now);
    const header = { alg: 'EdDSA', kid: 'own' };
    await first.keyFor(header);
    brieflyUp.closeAllConnections();
    await new Promise((resolve) => brieflyUp.close(resolve));
    now += 3_600_000;
    await expect(first.keyFor(header)).resolves.toBeDefined();

    const afterRestart = await start(keySet(tableKeyCache({ reads: pool, writes: pool }, at), at));
    expect(await ask(afterRestart, `Bearer ${await sign()}`)).toMatchObject({ status: 200 });
    await afterRestart.stop();
    await expect(keySet(memoryKeyCache(), at).keyFor(header)).rejects.toThrow();
    await pool.end();
    await database.drop();
  });
});

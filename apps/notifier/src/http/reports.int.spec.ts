import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { startProjection } from '#projection';
import type { RunningService } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { notifier } from '../notifier.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';

const ISSUER = 'http://issuer.test';
const TENANT = '0192f000-0000-7000-8000-000000000001';
const OTHER = '0192f000-0000-7000-8000-000000000002';
const ACCOUNT = '0192f000-0000-7000-8000-0000000000a1';
const [MINE, FORMER, THEIRS] = [uuid(), uuid(), uuid()];

interface Said {
  readonly status: number;
  readonly body: unknown;
}

/** Stands for scim-api's keys and for the directory. */
class Elsewhere {
  readonly heard: IncomingMessage[] = [];
  says: Said = { status: 200, body: { items: [MINE], next: null } };
  readonly #server: Server;

  constructor(jwks: object) {
    this.#server = createServer((request, response) => {
      if (request.url === '/jwks.json') return void response.end(JSON.stringify(jwks));
      this.heard.push(request);
      response.writeHead(this.says.status, { 'content-type': 'application/json' }).end(JSON.stringify(this.says.body));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

let kafka: TestKafka;
let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
let owner: Client;
let elsewhere: Elsewhere;
let key: CryptoKey;
let service: RunningService;
let alone: RunningService;

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA');
  key = pair.privateKey;
  elsewhere = new Elsewhere({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' }] });
  const url = await elsewhere.listen();
  [kafka, database] = await Promise.all([testKafka(), createTestDatabase(DATABASE, MIGRATIONS)]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const settings = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url('notifier'),
    READER_DATABASE_URL: database.url('reader'),
    JWKS_URL: `${url}/jwks.json`,
    TOKEN_ISSUER: ISSUER,
    // Nothing listens there: what is suppressed is sent nowhere.
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Rollcall <no-reply@rollcall.example>',
    KAFKA_BROKERS: kafka.settings.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
  };
  service = await startProjection(notifier(), { ...settings, DIRECTORY_URL: url });
  alone = await startProjection(notifier(), settings);
  await owner.query(
    `insert into mailing.deliveries
       (id, tenant_id, template, made_at, status, recipient, person_id, event_count, last_event_at, due_at, since)
     select gen_random_uuid(), tenant, 'leaver', now() - at * interval '1 minute', 'suppressed', 'boss@contoso.example', person, 1,
            now(), now(), now()
       from unnest($1::uuid[], $2::text[], $3::int[]) as told (tenant, person, at)`,
    [
      [TENANT, TENANT, TENANT, TENANT, OTHER],
      [MINE, MINE, FORMER, THEIRS, MINE],
      [1, 2, 3, 4, 5],
    ],
  );
});
afterAll(async () => {
  await Promise.all([service?.stop(), alone?.stop(), owner?.end(), elsewhere?.stop()]);
  await database?.drop();
  await kafka?.drop();
});
beforeEach(() => {
  elsewhere.heard.length = 0;
  elsewhere.says = { status: 200, body: { items: [MINE], next: null } };
});

function token(claims: object = {}, audience = 'rollcall:notifier', sub = ACCOUNT): Promise<string> {
  const signIn = { auth_time: Math.floor(Date.now() / 1_000), amr: ['fed'], azp: 'console-key' };
  return new SignJWT({ tid: TENANT, roles: ['people'], person: 'oid', ...signIn, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(sub)
    .setJti(uuid())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
}

interface Asked {
  readonly about?: readonly string[];
  readonly more?: string;
  readonly claims?: object;
  /** For the directory; null: none is brought. */
  readonly along?: string | null;
  readonly at?: RunningService;
  readonly path?: string;
}

async function ask({ about = [MINE], more = '', claims, along, at = service, path = '/of-reports' }: Asked = {}) {
  const brought = along === undefined ? await token(claims, 'rollcall:directory') : along;
  const query = about.map((id) => `about=${id}`).join('&');
  const answer = await fetch(`${at.url}/deliveries${path}?${query}${more}`, {
    headers: {
      authorization: `Bearer ${await token(claims)}`,
      ...(brought !== null && { 'x-directory-token': brought }),
    },
  });
  const body = (await answer.json()) as {
    code?: string;
    detail?: string;
    next?: string | null;
    items?: { personId: string; recipient: string | null }[];
  };
  return { status: answer.status, body };
}
const aboutWhom = async (asked: Asked): Promise<unknown> => {
  const { status, body } = await ask(asked);
  return status === 200 ? body.items?.map(({ personId }) => personId) : [status, body.code];
};

describe('mails about people who report to whoever asks', () => {
  it('are those of whom the directory says so, with masked addresses, newest first and page by page', async () => {
    const first = await ask({ about: [MINE, THEIRS], more: '&limit=1' });
    expect(first.body.items).toMatchObject([{ personId: MINE, recipient: 'b***@contoso.example' }]);
    const second = await ask({ about: [MINE, THEIRS], more: `&limit=1&cursor=${String(first.body.next)}` });
    expect([second.body.items?.length, second.body.next]).toEqual([1, null]);
    expect(await aboutWhom({ more: '&status=failed' })).toEqual([]);
  });

  it('are asked of the directory by the account’s own token, and at each request', async () => {
    const along = await token({}, 'rollcall:directory');
    await ask({ about: [MINE, THEIRS, MINE.toUpperCase()], along });
    expect(elsewhere.heard.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      [`/own/reports?id=${MINE}&id=${THEIRS}`, `Bearer ${along}`],
    ]);
    elsewhere.says = { status: 200, body: { items: [], next: null } };
    expect(await aboutWhom({})).toEqual([]);
  });

  it('are nobody’s of another manager, of a former one, or of another tenant, and nobody’s who was not asked for', async () => {
    expect(await aboutWhom({ about: [THEIRS, FORMER] })).toEqual([]);
    elsewhere.says = { status: 200, body: { items: [MINE, THEIRS], next: null } };
    expect(await aboutWhom({ about: [FORMER] })).toEqual([]);
    // The rows of the other tenant are about somebody of the same id.
    expect(await aboutWhom({ about: [MINE] })).toEqual([MINE, MINE]);
  });

  it.each([
    ['is away', { status: 503, body: {} }],
    ['does not take the token', { status: 401, body: {} }],
    ['refuses for another reason', { status: 403, body: { code: 'not-permitted' } }],
    ['answers something else', { status: 200, body: { items: 'all' } }],
  ])('are shown of nobody while the directory %s', async (_what, says) => {
    elsewhere.says = says;
    expect(await aboutWhom({})).toEqual([503, 'directory-away']);
  });

  it('are shown of nobody where there is no directory to ask', async () => {
    expect(await aboutWhom({ at: alone })).toEqual([503, 'directory-away']);
  });

  it('are none of an account that is nobody’s, which is said in words', async () => {
    const { status, body } = await ask({ claims: { person: undefined } });
    expect([status, body.code, body.detail]).toEqual([403, 'no-person', expect.stringContaining('nobody’s')]);
    expect(elsewhere.heard).toEqual([]);
    elsewhere.says = { status: 403, body: { code: 'no-person' } };
    expect(await aboutWhom({})).toEqual([403, 'no-person']);
  });

  it('are not asked by another account’s token, another tenant’s, or none', async () => {
    const theirs = await token({}, 'rollcall:directory', '0192f000-0000-7000-8000-0000000000a2');
    const elsewheres = await token({ tid: OTHER }, 'rollcall:directory');
    for (const along of [theirs, elsewheres, 'x', null])
      expect(await aboutWhom({ along })).toEqual([403, 'by-the-console']);
    expect(elsewhere.heard).toEqual([]);
  });

  it('are asked of one to a hundred people', async () => {
    expect((await ask({ about: [] })).status).toBe(400);
    expect((await ask({ about: Array.from({ length: 101 }, () => uuid()) })).status).toBe(400);
    expect((await ask({ about: ['ada'] })).status).toBe(400);
  });

  it('are all that somebody with the role people sees of mails', async () => {
    for (const path of ['', '/totals', `/${uuid()}`, `/${uuid()}/events`])
      expect((await ask({ path })).status).toBe(403);
    for (const roles of [['employee'], ['auditor'], ['identity-administrator']])
      expect((await ask({ claims: { roles } })).body.code).toBe('not-permitted');
  });
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Source } from '../source/source.js';
import { isCloud } from '../wire/clouds.js';
import type { Principal } from '../wire/entra-token.js';
import { documentAt } from '../wire/issuer-documents.js';
import { listenHere } from '../wire/listen-here.js';
import type { Asked as Noticed } from '../wire/local-issuer.js';
import { BrowserSessions } from './browser-sessions.js';
import { Errands } from './errands.js';
import { frontPage } from './front-page.js';
import type { IdentityProvider } from './identity-provider.js';
import { Codes } from './oidc/codes.js';
import { refusalPage } from './pages.js';
import type { Place } from './place.js';
import { Refusal } from './refusal.js';
import { html, json, type Asked, type Reply } from './reply.js';
import { routed, type Desk } from './routes.js';

/** What is asked at each request, so that what is changed meanwhile counts. */
export interface Surroundings {
  readonly provider: () => IdentityProvider;
  readonly source: () => Source;
  /** Those whose tokens the provisioning of this company signs: their issuers are at the same address. */
  readonly principals: () => readonly Principal[];
  readonly now: () => Date;
  readonly onAsked: (asked: Noticed) => void;
  readonly onFault: (error: unknown) => void;
}

/** Signs people in, over OpenID Connect and SAML, at an address of this machine that stands in for Entra's clouds. */
export class IdentityServer {
  readonly #server: Server;
  readonly #authority: string;
  readonly #around: Surroundings;
  readonly #desk: Desk;

  private constructor(authority: string, around: Surroundings) {
    this.#authority = authority;
    this.#around = around;
    const sessions = new BrowserSessions();
    const codes = new Codes(() => around.now().getTime());
    this.#desk = { sessions, codes, errands: new Errands(sessions) };
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @param authority an http address of this machine, without a path */
  static async start(authority: string, around: Surroundings): Promise<IdentityServer> {
    const server = new IdentityServer(authority.replace(/\/+$/, ''), around);
    await listenHere(server.#server, authority);
    return server;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.#authority);
    const reply = await this.#reply(request, pathname, searchParams).catch((error: unknown) => {
      this.#around.onFault(error);
      return json(500, { error: 'server_error' });
    });
    response.writeHead(reply.status, { ...ALWAYS, ...reply.headers }).end(reply.body);
    this.#around.onAsked({ path: pathname, status: reply.status });
  }

  async #reply(request: IncomingMessage, pathname: string, query: URLSearchParams): Promise<Reply> {
    const form = await formOf(request);
    if (form === null) return json(413, { error: 'invalid_request' });
    const provider = this.#around.provider();
    const segments = pathname.split('/').slice(1);
    const [first = ''] = segments;
    const named = isCloud(first) ? first : null;
    const [tenant = '', ...rest] = named === null ? segments : segments.slice(1);
    if (tenant === '') return html(200, frontPage(this.#authority, provider, this.#around.source()));
    const now = this.#around.now();
    const base = [this.#authority, ...(named === null ? [] : [named]), tenant].join('/');
    const place: Place = { cloud: named ?? provider.cloud, base, provider, source: this.#around.source(), now };
    const { cookie = null, authorization = null } = request.headers;
    const asked: Asked = { method: request.method ?? '', path: rest.join('/'), query, form, cookie, authorization };
    return this.#at(place, tenant, asked, pathname);
  }

  async #at(place: Place, tenant: string, asked: Asked, pathname: string): Promise<Reply> {
    const principals = this.#around.principals();
    if (tenant !== place.provider.tenantId) {
      const document = documentAt(principals, pathname);
      return document === null
        ? refusalPage(new Refusal(90002, tenant), place.now)
        : json(document.status, document.content);
    }
    try {
      return await routed(place, asked, this.#desk, principals);
    } catch (error) {
      if (error instanceof Refusal) return refusalPage(error, place.now);
      throw error;
    }
  }
}

const ALWAYS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' };
const MOST_BYTES = 262_144;

/** What was posted; null: too much. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) return null;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

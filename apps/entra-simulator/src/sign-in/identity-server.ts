import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Source } from '../source/source.js';
import { isCloud, type Cloud } from '../wire/clouds.js';
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
import { organizations } from './organizations.js';
import { ORGANIZATIONS, type Place } from './place.js';
import { Refusal } from './refusal.js';
import { html, json, type Asked, type Reply } from './reply.js';
import { routed, type Desk } from './routes.js';

/** A tenant of Entra with its people. */
export interface ServedTenant {
  readonly provider: IdentityProvider;
  readonly source: Source;
}

/** What is asked at each request, so that what is changed meanwhile counts. */
export interface Surroundings {
  readonly tenants: () => readonly ServedTenant[];
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
    const url = URL.parse(request.url ?? '', this.#authority);
    const reply =
      url === null ? NONSENSE : await this.#reply(request, url).catch((error: unknown) => this.#failed(error));
    response.writeHead(reply.status, { ...ALWAYS, ...reply.headers }).end(reply.body);
    this.#around.onAsked({ path: url?.pathname ?? '', status: reply.status });
  }

  #failed(error: unknown): Reply {
    this.#around.onFault(error);
    return json(500, { error: 'server_error' });
  }

  async #reply(request: IncomingMessage, { pathname, searchParams: query }: URL): Promise<Reply> {
    const form = await formOf(request);
    if (form === null) return json(413, { error: 'invalid_request' });
    const segments = pathname.split('/').slice(1);
    const [first = ''] = segments;
    const named = isCloud(first) ? first : null;
    const [tenant = '', ...rest] = named === null ? segments : segments.slice(1);
    const tenants = this.#around.tenants();
    if (tenant === '') return html(200, frontPage(this.#authority, tenants));
    const { cookie = null, authorization = null } = request.headers;
    const asked: Asked = { method: request.method ?? '', path: rest.join('/'), query, form, cookie, authorization };
    const placeOf = (one: ServedTenant): Place => this.#placeOf(one, named);
    if (tenant === ORGANIZATIONS) return this.#orRefused(() => organizations(tenants.map(placeOf), asked, this.#desk));
    const served = tenants.find(({ provider }) => provider.tenantId === tenant);
    if (served === undefined) return this.#elsewhere(tenant, pathname);
    const place = placeOf(served);
    return this.#orRefused(() => routed(place, asked, this.#desk, this.#around.principals()));
  }

  #placeOf(served: ServedTenant, named: Cloud | null): Place {
    const { tenantId, cloud } = served.provider;
    const base = [this.#authority, ...(named === null ? [] : [named]), tenantId].join('/');
    return { ...served, cloud: named ?? cloud, base, now: this.#around.now() };
  }

  /** In a tenant that is known by what its provisioning signs alone, or by nothing. */
  #elsewhere(tenant: string, pathname: string): Reply {
    const document = documentAt(this.#around.principals(), pathname);
    if (document === null) return refusalPage(new Refusal(90002, tenant), this.#around.now());
    return json(document.status, document.content);
  }

  async #orRefused(work: () => Reply | Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) return refusalPage(error, this.#around.now());
      throw error;
    }
  }
}

const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const NONSENSE = json(400, { error: 'invalid_request' });
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

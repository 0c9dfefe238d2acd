import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateSource } from '../source/generate.js';
import type { Source, SourceUser } from '../source/source.js';
import type { Principal } from '../wire/entra-token.js';
import { newProvider, withConsole, withFirstRoles } from './first-use.js';
import type { Application, IdentityProvider } from './identity-provider.js';
import { IdentityServer } from './identity-server.js';

export const TENANT = '11111111-2222-4333-8444-555555555555';
export const CONSOLE = 'http://localhost:7306';

/** The identity provider, served, with what a test changes of it. */
export class TestEntra {
  source: Source = generateSource({ seed: 1, users: 20, groups: 3 });
  principals: readonly Principal[] = [];
  now = new Date();
  #server: IdentityServer | undefined;

  private constructor(
    readonly authority: string,
    public provider: IdentityProvider,
  ) {}

  static async start(): Promise<TestEntra> {
    const empty = await newProvider({ cloud: 'global', tenantId: TENANT });
    const provider = await withConsole(empty, CONSOLE, new Date());
    const entra = new TestEntra(`http://127.0.0.1:${await freePort()}`, provider);
    entra.provider = withFirstRoles(provider, entra.source);
    entra.#server = await IdentityServer.start(entra.authority, {
      tenants: () => [{ provider: entra.provider, source: entra.source }],
      principals: () => entra.principals,
      now: () => entra.now,
      onAsked: () => undefined,
      onFault: (error) => {
        throw error;
      },
    });
    return entra;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get base(): string {
    return `${this.authority}/${TENANT}`;
  }

  get oidc(): Application {
    return this.#application(0);
  }

  get saml(): Application {
    return this.#application(1);
  }

  /** The identity administrator, the auditor, … as they were assigned. */
  person(index: number): SourceUser {
    const user = [...this.source.users.values()].filter((one) => one.accountEnabled)[index];
    if (user === undefined) throw new Error('there is nobody');
    return user;
  }

  configure(appId: string, settings: Partial<Application>): void {
    const applications = this.provider.applications.map((one) => (one.appId === appId ? { ...one, ...settings } : one));
    this.provider = { ...this.provider, applications };
  }

  #application(index: number): Application {
    const found = this.provider.applications[index];
    if (found === undefined) throw new Error('it is not registered');
    return found;
  }
}

/** What a browser had in the end: an address, or a page. */
export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly location: URL | null;
}

/** A browser without scripts. */
export class TestBrowser {
  #cookie = '';

  async get(url: string | URL): Promise<Seen> {
    return this.#seen(await fetch(url, { redirect: 'manual', headers: { cookie: this.#cookie } }));
  }

  async post(url: string, fields: Readonly<Record<string, string>>): Promise<Seen> {
    const body = new URLSearchParams(fields);
    return this.#seen(
      await fetch(url, { method: 'POST', body, redirect: 'manual', headers: { cookie: this.#cookie } }),
    );
  }

  /** Answers the sign-in page. */
  async answer({ text }: Seen, fields: Readonly<Record<string, string>>): Promise<Seen> {
    const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1];
    if (action === undefined) throw new Error(`there is no sign-in page: ${text.slice(-400)}`);
    return this.post(action, { flow: hidden(text, 'flow'), ...fields });
  }

  async signIn(url: string | URL, { userPrincipalName }: SourceUser): Promise<Seen> {
    return this.answer(await this.get(url), { person: userPrincipalName });
  }

  async #seen(answer: Response): Promise<Seen> {
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.#cookie = set.split(';')[0] ?? '';
    const location = answer.headers.get('location');
    return { status: answer.status, text: await answer.text(), location: location === null ? null : new URL(location) };
  }
}

/** The value of a hidden field. */
export function hidden(text: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

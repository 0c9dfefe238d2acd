import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { newProvider, withConsole, withFirstRoles } from '../../apps/entra-simulator/src/sign-in/first-use.js';
import {
  withApplication,
  type Application,
  type IdentityProvider,
} from '../../apps/entra-simulator/src/sign-in/identity-provider.js';
import { IdentityServer } from '../../apps/entra-simulator/src/sign-in/identity-server.js';
import { newSigningKey, type Principal } from '../../apps/entra-simulator/src/wire/entra-token.js';
import { generateSource } from '../../apps/entra-simulator/src/source/generate.js';
import type { Source, SourceUser } from '../../apps/entra-simulator/src/source/source.js';
import { choosePorts } from '../../deploy/local/parts/ports.js';

/** The simulator in Entra's place, on another site than the console, with a tenant for each test. */
export class Entra {
  readonly #tenants: EntraTenant[] = [];
  readonly #principals: Principal[] = [];
  readonly #faults: unknown[] = [];
  #server: IdentityServer | undefined;

  private constructor(readonly authority: string) {}

  static async start(): Promise<Entra> {
    const { ports } = await choosePorts({ entra: 'free' });
    const entra = new Entra(`http://127.0.0.1:${ports.entra}`);
    entra.#server = await IdentityServer.start(entra.authority, {
      tenants: () => entra.#tenants,
      principals: () => entra.#principals,
      now: () => new Date(),
      onAsked: () => undefined,
      onFault: (error) => entra.#faults.push(error),
    });
    return entra;
  }

  /** @throws AggregateError of what broke here */
  async stop(): Promise<void> {
    await this.#server?.stop();
    if (this.#faults.length > 0) throw new AggregateError(this.#faults, 'the simulator broke');
  }

  /** The provisioning service of a tenant of its own: what shows a workload identity. */
  async principal(): Promise<Principal> {
    const [tenantId, subject, clientApp, application] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const who = { tenantId, subject, clientApp, clientClaim: 'azp', audience: application } as const;
    const place = { cloud: 'global', authority: this.authority } as const;
    const principal = { ...place, ...who, keys: [await newSigningKey()], areKeysDown: false };
    this.#principals.push(principal);
    return principal;
  }

  async tenant(consoleUrl: string): Promise<EntraTenant> {
    const source = generateSource({ seed: 1, users: 12, groups: 1 });
    const empty = await newProvider({ cloud: 'global', tenantId: randomUUID() });
    const provider = withFirstRoles(await withConsole(empty, consoleUrl, new Date()), source);
    const tenant = new EntraTenant(this.authority, provider, source);
    this.#tenants.push(tenant);
    return tenant;
  }
}

export class EntraTenant {
  constructor(
    readonly authority: string,
    public provider: IdentityProvider,
    readonly source: Source,
  ) {}

  get id(): string {
    return this.provider.tenantId;
  }

  get oidc(): Application {
    return this.#application(0);
  }

  get saml(): Application {
    return this.#application(1);
  }

  /** The tile of *My Apps*. */
  get tile(): string {
    return `${this.authority}/${this.id}/launch/${this.saml.appId}`;
  }

  /** Who has this app role. */
  holderOf(role: string): SourceUser {
    const [oid] = Object.entries(this.provider.assignments).find(([, roles]) => roles.includes(role)) ?? [];
    const user = this.source.users.get(oid ?? '');
    if (user === undefined) throw new Error(`nobody has ${role}`);
    return user;
  }

  /** The application has none any more. */
  forgetSecrets(): void {
    this.provider = withApplication(this.provider, this.oidc.appId, (one) => ({ ...one, secrets: [] }));
  }

  #application(index: number): Application {
    const found = this.provider.applications[index];
    if (found === undefined) throw new Error('it is not registered');
    return found;
  }
}

/** On the sign-in page of Entra, which has to be shown. */
export async function pick(page: Page, { userPrincipalName }: SourceUser): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  await page.locator(`button[name="person"][value="${userPrincipalName}"]`).click();
}

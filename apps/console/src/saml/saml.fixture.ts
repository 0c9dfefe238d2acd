import { emptyTables, OTHER_TENANT, TENANT, TestConsole } from '../console.fixture.js';
import { Visitor } from '../visitor.fixture.js';
import { EntraSaml } from './entra-saml.fixture.js';
import { TID, type Said, type Signing } from './idp.fixture.js';

export const APP = '0198c0de-7a11-4000-8000-0000000000aa';
export const ACS = 'http://localhost:7306/sso/saml/acs';
export const ENTITY = 'http://localhost:7306/sso/saml/metadata';

/** A console whose tenants sign in by SAML, and their Entra. */
export class SamlConsole {
  private constructor(
    readonly console: TestConsole,
    readonly entra: EntraSaml,
  ) {}

  static async start(): Promise<SamlConsole> {
    const entra = await EntraSaml.start();
    const console = await TestConsole.start({
      ENTRA_AUTHORITIES: `global=${entra.url}`,
      FAILED_CREDENTIALS_PER_MINUTE: '1000',
    });
    for (const [slug, id] of [['contoso', TENANT] as const, ['fabrikam', OTHER_TENANT] as const]) {
      const body = JSON.stringify({ id, name: slug, slug });
      for (const path of [`by-slug/${slug}`, id]) {
        console.services.answers.set(`/admin/tenants/${path}`, (_heard, response) => void response.end(body));
      }
    }
    return new SamlConsole(console, entra);
  }

  async stop(): Promise<void> {
    await this.console.stop();
    await this.entra.stop();
  }

  async empty(): Promise<void> {
    const tables = 'accounts, sessions, sign_on, used_logins, used_assertions, outbox, outbox_unpublished cascade';
    await emptyTables(this.console.owner, tables);
  }

  /** As an administrator of the tenant sets it. */
  async setUp(change: Record<string, unknown> = {}, tenantId = TENANT): Promise<void> {
    const administrator = await this.console.signIn('administrator', tenantId);
    const body = { on: true, cloud: 'global', tenantId: TID, appId: APP, idpInitiated: false, ...change };
    const answer = await this.console.as(administrator, '/api/sign-on/saml', { method: 'PUT', body });
    if (answer.status !== 204) throw new Error(`setting: ${answer.status} ${await answer.text()}`);
    await emptyTables(this.console.owner, 'accounts, sessions, outbox, outbox_unpublished cascade');
  }

  visit(url?: string): SamlVisitor {
    return new SamlVisitor(this.console, url);
  }

  /** All the way. */
  async comeIn({ visitor = this.visit(), who = 'contoso', to, said, how }: Coming = {}): Promise<Come> {
    const { url } = await visitor.json('/api/sign-in', { who, ...(to !== undefined && { to }) });
    const message = this.entra.respond(String(url), said, how);
    const { cookie } = visitor;
    const answer = await visitor.postAcs(message);
    return { visitor, message, cookie, status: answer.status, location: answer.headers.get('location'), answer };
  }

  /** Of which nobody asked for. */
  unasked(said: Partial<Said> = {}, how?: Signing): string {
    return this.entra.idp.respond({ acsUrl: ACS, audience: ENTITY, inResponseTo: null, ...said }, how);
  }
}

export interface Coming {
  readonly visitor?: SamlVisitor;
  readonly who?: string;
  readonly to?: string;
  readonly said?: Partial<Said>;
  readonly how?: Signing;
}

export interface Come {
  readonly visitor: SamlVisitor;
  readonly message: string;
  /** With what the browser came back. */
  readonly cookie: string;
  readonly status: number;
  readonly location: string | null;
  readonly answer: Response;
}

/** A browser which a page of another site makes post a form. */
export class SamlVisitor extends Visitor {
  /** Of a cross-site POST it sends only what is `SameSite=None`. */
  async postAcs(message: string, relayState?: string): Promise<Response> {
    const form = new URLSearchParams({
      SAMLResponse: message,
      ...(relayState !== undefined && { RelayState: relayState }),
    });
    return this.postForm('/sso/saml/acs', form, {
      'sec-fetch-site': 'cross-site',
      cookie: this.cookieOf('rollcall-login'),
    });
  }

  async postForm(path: string, form: URLSearchParams, headers: Record<string, string>): Promise<Response> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { ...type, ...headers },
      body: form.toString(),
      redirect: 'manual',
    });
    return this.keep(answer);
  }

  cookieOf(name: string): string {
    return this.cookie
      .split('; ')
      .filter((pair) => pair.startsWith(`${name}=`))
      .join('; ');
  }
}

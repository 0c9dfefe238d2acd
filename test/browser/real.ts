import { randomBytes } from 'node:crypto';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { linkOf, type SignInAs } from '../../deploy/local/demonstration/console-links.js';
import { eventually } from '../support/eventually.js';
import { ScimClient } from '../support/scim-client.js';
import { World } from '../support/world.js';
import { Entra } from './entra.js';
import { browserPath, WITHIN_MS } from './visit.js';

/** For some seconds of clicks on an idle machine. */
export const FLOW_WITHIN_MS = 300_000;

/** A page that hangs shows nothing. */
const SIGHT_WITHIN_MS = 5_000;

/** A tenant that Entra is connected to, with what Entra knows of it. */
export interface Connected {
  readonly id: string;
  readonly connectionId: string;
  readonly token: string;
  readonly scim: ScimClient;
}

/** The console with everything behind it, and a browser: what the fake cannot show. */
export class RealStage {
  private constructor(
    readonly world: World,
    readonly browser: Browser,
    readonly entra: Entra,
    readonly key: string,
  ) {}

  static async start(): Promise<RealStage> {
    const key = randomBytes(32).toString('base64url');
    const entra = await Entra.start();
    const clouds = { ENTRA_AUTHORITIES: `global=${entra.authority}` };
    const settings = { console: { DEMONSTRATION_KEY: key, ...clouds }, 'scim-api': clouds };
    const world = await World.start({ processes: ['scim-api', 'relay', 'directory', 'audit', 'console'], settings });
    const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
    return new RealStage(world, browser, entra, key);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.world.stop();
    await this.entra.stop();
  }

  get url(): string {
    return this.world.constellation.consoleUrl;
  }

  link(as: SignInAs, tenantId: string): string {
    return linkOf({ url: this.url, key: this.key }, as, tenantId);
  }

  /** @param settings of its connection */
  async connected(name: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Connected> {
    const { admin, scimUrl } = this.world;
    const id = await admin.createTenant(name, 'it@flows.example');
    const connectionId = await admin.connect(id, { name: 'Entra ID', rateLimit: null, brake: null, ...settings });
    const token = await admin.createCredential(id, connectionId, { name: 'First' });
    return { id, connectionId, token, scim: new ScimClient({ url: scimUrl, token }) };
  }

  /** Somebody with a browser that nobody has used before. */
  async visited(see: (visitor: Visitor) => Promise<void>): Promise<void> {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const context = await this.browser.newContext({ permissions, locale: 'en-US' });
    context.setDefaultTimeout(WITHIN_MS);
    try {
      const visitor = new Visitor(this, context, await context.newPage());
      await see(visitor).catch(async (error: unknown) => {
        throw new Error(`a visit ended at ${await visitor.sight()}`, { cause: error });
      });
    } finally {
      await context.close();
    }
  }
}

/** One browser with its cookies, and the window that is looked at. */
export class Visitor {
  readonly said: string[] = [];

  constructor(
    readonly stage: RealStage,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    context.on('console', (message) => this.said.push(`${message.type()}: ${message.text()}`));
    context.on('weberror', (error) => this.said.push(`exception: ${error.error().message}`));
  }

  /** What the policy forbade and what broke; not that an answer was an error, which the flow asks for. */
  complaints(): readonly string[] {
    return this.said.filter((line) => !line.startsWith('error: Failed to load resource'));
  }

  /** Where the window is, what it shows and what it has said: why a flow came to nothing. */
  async sight(): Promise<string> {
    const body = this.page.locator('body');
    const shown = await body.innerText({ timeout: SIGHT_WITHIN_MS }).catch((error: unknown) => String(error));
    return [this.page.url(), shown.slice(0, 4_000), ...this.said.slice(-20)].join('\n');
  }

  /** By the link, in this window or in another. */
  async signIn(as: SignInAs, tenantId: string, page = this.page): Promise<void> {
    await page.goto(this.stage.link(as, tenantId));
    await page.waitForURL(/\/t\/[^/]+/);
    await page.getByRole('main').waitFor();
  }

  async session(): Promise<SessionView> {
    return (await this.get('/api/session')).body as SessionView;
  }

  /** With the cookies of the browser. */
  async get(path: string): Promise<{ readonly status: number; readonly text: string; readonly body: unknown }> {
    const answer = await this.context.request.get(this.stage.url + path);
    const text = await answer.text();
    const isJson = /[/+]json\b/.test(answer.headers()['content-type'] ?? '');
    return { status: answer.status(), text, body: isJson ? (JSON.parse(text) as unknown) : null };
  }

  /** As a page of the console writes: with the session's token, from the console's own site. */
  async write(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const { csrf } = await this.session();
    const headers = { 'x-csrf-token': csrf, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const options = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const script = `fetch(${JSON.stringify(path)}, ${JSON.stringify(options)})
      .then(async (answer) => ({ status: answer.status, text: await answer.text() }))`;
    const { status, text } = await this.page.evaluate<{ status: number; text: string }>(script);
    return { status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  /** What names the session in the browser. */
  async sessionCookie(): Promise<string> {
    const all = await this.context.cookies(this.stage.url);
    return all.find(({ name }) => name === 'rollcall')?.value ?? '';
  }

  async open(path: string): Promise<void> {
    const { tenant } = await this.session();
    await this.page.goto(`${this.stage.url}/t/${tenant.slug}/${path}`);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  /** A link or a button of exactly this name. */
  async click(name: string): Promise<void> {
    const link = this.page.getByRole('link', { name, exact: true });
    await link
      .or(this.page.getByRole('button', { name, exact: true }))
      .first()
      .click();
  }

  /** What a field of the dialog shows; its button copies the same. */
  async copied(label: string): Promise<string> {
    const dialog = this.page.getByRole('alertdialog');
    const shown = await dialog.getByLabel(label, { exact: true }).inputValue();
    await dialog.getByRole('button', { name: `Copy ${label}` }).click();
    const inClipboard = (): Promise<string> => this.page.evaluate<string>('navigator.clipboard.readText()');
    await eventually(`${label} is in the clipboard`, async () => (await inClipboard()) === shown, {
      timeout: WITHIN_MS,
    });
    return shown;
  }
}

interface SessionView {
  readonly csrf: string;
  readonly theme: string | null;
  readonly account: { readonly id: string };
  readonly tenant: { readonly slug: string };
}

/** Where the connection is looked after. */
export const PROVISIONING = 'configuration/integrations/employee-provisioning';

/** As Entra creates somebody. */
export function person(userName: string, displayName = 'Ada Lovelace'): Record<string, unknown> {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  return { schemas, userName, displayName, externalId: userName, active: true };
}

import { Authenticator, type Circumstances } from './authenticator.fixture.js';
import type { Browser, TestConsole } from './console.fixture.js';
import { csrfOf } from './sessions/session.js';

interface Options {
  readonly challenge: string;
}

/** A browser before anybody has signed in: it keeps what it is given. */
export class Visitor {
  readonly #jar = new Map<string, string>();

  constructor(
    readonly console: TestConsole,
    readonly url: string = console.service.url,
  ) {}

  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Who is signed in, with all that the browser has. */
  get browser(): Browser {
    return { cookie: this.cookie, csrf: csrfOf(this.#jar.get('rollcall') ?? '') };
  }

  has(name: string): boolean {
    return this.#jar.has(name);
  }

  plant(name: string, value: string): void {
    this.#jar.set(name, value);
  }

  async post(path: string, body: unknown): Promise<Response> {
    const { cookie, csrf } = this.browser;
    const asked = { method: 'POST', body, headers: { cookie, 'x-csrf-token': csrf } };
    return this.keep(await this.console.ask(path, asked, this.url));
  }

  /** As whoever is signed in. */
  async as(path: string, asked: { readonly method?: string; readonly body?: unknown } = {}): Promise<Response> {
    return this.keep(await this.console.as(this.browser, path, asked, this.url));
  }

  async setUp(secret: string, key: Authenticator, how?: Circumstances): Promise<Response> {
    await this.post('/api/setup/open', { secret });
    const options = (await (await this.post('/api/setup/options', { secret, name: 'Ada' })).json()) as Options;
    return this.post('/api/setup/finish', { secret, name: 'Ada', response: key.register(options.challenge, how) });
  }

  async challenge(): Promise<string> {
    return ((await (await this.post('/api/session/passkey/options', {})).json()) as Options).challenge;
  }

  async signIn(key: Authenticator, how?: Circumstances): Promise<Response> {
    return this.post('/api/session/passkey', { response: key.sign(await this.challenge(), how) });
  }

  async json(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.post(path, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }

  /** Sent by another site to an address of ours, as the browser has it; it does not go on. */
  async follow(address: string, cookie: string = this.cookie): Promise<Response> {
    const { pathname, search } = new URL(address);
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    return this.keep(await fetch(this.url + pathname + search, { headers, redirect: 'manual' }));
  }

  /** What an answer sets. */
  keep(answer: Response): Response {
    for (const set of answer.headers.getSetCookie()) {
      const [pair = '', ...rules] = set.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (rules.some((rule) => rule.trim() === 'Max-Age=0')) this.#jar.delete(name);
      else this.#jar.set(name, value);
    }
    return answer;
  }
}

/** Somebody whom a setup link of the tenant's administrator lets in. */
export async function localAccount(
  console: TestConsole,
  roles: readonly string[] = ['identity-administrator'],
): Promise<{ readonly id: string; readonly key: Authenticator; readonly visitor: Visitor }> {
  const administrator = await console.signIn('administrator');
  const made = await console.as(administrator, '/api/setup-links', { method: 'POST', body: { roles } });
  const { id, link } = (await made.json()) as { readonly id: string; readonly link: string };
  const [key, visitor] = [new Authenticator(), new Visitor(console)];
  await visitor.setUp(link.split('#')[1] ?? '', key);
  return { id, key, visitor };
}

/** Asks for it, and has it approved. */
export async function approvedBy(
  approver: Browser,
  { console, asker, body }: { readonly console: TestConsole; readonly asker: Browser; readonly body: unknown },
): Promise<string> {
  const asked = await console.as(asker, '/api/approvals', { method: 'POST', body });
  const { id = '' } = (await asked.json()) as { readonly id?: string };
  const approved = await console.as(approver, `/api/approvals/${id}/approve`, { method: 'POST', body: {} });
  if (approved.status !== 204) throw new Error(`approving: ${asked.status}, ${approved.status}`);
  return id;
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OTHER_TENANT, TENANT } from '../console.fixture.js';
import type { Said } from './idp.fixture.js';
import { SamlConsole, type SamlVisitor } from './saml.fixture.js';

let saml: SamlConsole;
beforeAll(async () => {
  saml = await SamlConsole.start();
});
afterAll(() => saml?.stop());
beforeEach(() => saml.empty());

const sessions = async (): Promise<number> =>
  (await saml.console.owner.query<{ count: number }>('select count(*)::int from sessions')).rows[0]?.count ?? 0;

interface Arrived {
  readonly visitor: SamlVisitor;
  readonly answer: Response;
  readonly html: string;
  readonly token: string;
}

/** As a tile of My Apps sends somebody. */
async function arrive(said: Partial<Said> = {}, relayState?: string, visitor = saml.visit()): Promise<Arrived> {
  const answer = await visitor.postAcs(saml.unasked(said), relayState);
  const html = await answer.text();
  return { visitor, answer, html, token: /name="token" value="([\w-]+)"/.exec(html)?.[1] ?? '' };
}

function press({ visitor, token }: Arrived, headers: Record<string, string> = {}): Promise<Response> {
  const form = new URLSearchParams({ token });
  return visitor.postForm('/sso/saml/continue', form, {
    'sec-fetch-site': 'same-origin',
    cookie: visitor.cookie,
    ...headers,
  });
}

describe('a sign-in that Entra began', () => {
  it('is off by default', async () => {
    await saml.setUp();
    const { answer, visitor } = await arrive();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?refused=off']);
    expect(visitor.cookie).toBe('');
  });

  it('signs nobody in before they say that it is them, on a page of ours without a script', async () => {
    await saml.setUp({ idpInitiated: true });
    const { answer, visitor, html } = await arrive();
    expect(answer.status).toBe(200);
    expect(html).toContain('Continue as <bdi>Ada Lovelace</bdi>');
    expect(html).not.toContain('<script');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /style-src 'nonce-([\w-]+)'/.exec(policy) ?? [];
    expect(html).toContain(`<style nonce="${nonce}">`);
    for (const rule of [`default-src 'none'`, `form-action 'self'`, `frame-ancestors 'none'`])
      expect(policy).toContain(rule);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect([visitor.has('rollcall'), await sessions()]).toEqual([false, 0]);
  });

  it('signs in who says so, and goes where the relay state says, once', async () => {
    await saml.setUp({ idpInitiated: true });
    const arrived = await arrive({}, '/t/contoso/people');
    const kept = arrived.visitor.cookie;
    const answer = await press(arrived);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/t/contoso/people']);
    const shown = await (await saml.console.as(arrived.visitor.browser, '/api/session')).json();
    expect(shown).toMatchObject({ tenant: { id: TENANT }, account: { kind: 'saml' } });
    expect((await press(arrived, { cookie: kept })).headers.get('location')).toBe('/sign-in?refused=expired');
    expect(await sessions()).toBe(1);
  });

  it('has a cookie that pages of this site alone bring, for two minutes', async () => {
    await saml.setUp({ idpInitiated: true });
    const [set = ''] = (await arrive()).answer.headers.getSetCookie();
    expect(set.split('; ').slice(1)).toEqual(['Max-Age=120', 'Path=/', 'HttpOnly', 'SameSite=Strict']);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/%2f%2fevil.example', '/api/session', 'x'])(
    'drops a relay state that is no page of ours: %s',
    async (relayState) => {
      await saml.setUp({ idpInitiated: true });
      expect((await press(await arrive({}, relayState))).headers.get('location')).toBe('/');
    },
  );

  it.each<[string, (arrived: Arrived) => Promise<Response>]>([
    ['a foreign page', (arrived) => press(arrived, { 'sec-fetch-site': 'cross-site' })],
    ['a page of another port', (arrived) => press(arrived, { 'sec-fetch-site': 'same-site' })],
    ['a form of another page', (arrived) => press({ ...arrived, token: 'A'.repeat(43) })],
    ['a browser without the cookie', (arrived) => press(arrived, { cookie: '' })],
  ])('is not confirmed by %s', async (_who, confirm) => {
    await saml.setUp({ idpInitiated: true });
    const answer = await confirm(await arrive());
    expect(answer.headers.get('location')).toBe('/sign-in?refused=expired');
    expect(await sessions()).toBe(0);
  });

  it('is not confirmed by the cookie of another arrival', async () => {
    await saml.setUp({ idpInitiated: true });
    const [own, other] = [await arrive(), await arrive()];
    expect((await press(own, { cookie: other.visitor.cookie })).headers.get('location')).toBe(
      '/sign-in?refused=expired',
    );
  });

  it('is taken by exactly one of two replicas, and never again', async () => {
    await saml.setUp({ idpInitiated: true });
    const beside = await saml.console.addReplica();
    const message = saml.unasked();
    const urls = [saml.console.service.url, beside.url, saml.console.service.url, beside.url];
    const statuses = await Promise.all(urls.map(async (url) => (await saml.visit(url).postAcs(message)).status));
    expect(statuses.sort()).toEqual([200, 303, 303, 303]);
    const again = await saml.visit(beside.url).postAcs(message);
    expect(again.headers.get('location')).toBe('/sign-in?refused=expired');
  });

  it('is not taken where an answer is added to its envelope', async () => {
    await saml.setUp({ idpInitiated: true });
    const visitor = saml.visit();
    await visitor.json('/api/sign-in', { who: 'contoso' });
    const { answer } = await arrive({ responseInResponseTo: '_added' }, undefined, visitor);
    expect(answer.headers.get('location')).toBe('/sign-in?refused=not-valid');
    expect(await sessions()).toBe(0);
  });

  it('is for the one tenant that takes such, and for none where two might be meant', async () => {
    await saml.setUp({}, OTHER_TENANT);
    await saml.setUp({ idpInitiated: true });
    expect((await arrive()).answer.status).toBe(200);
    await saml.setUp({ idpInitiated: true }, OTHER_TENANT);
    expect((await arrive()).answer.headers.get('location')).toBe('/sign-in?refused=not-yours');
  });

  it('shows a name as text, and in German where the browser asks for it', async () => {
    await saml.setUp({ idpInitiated: true });
    const name = '&lt;img src=x onerror=alert(1)&gt;';
    const message = saml.unasked({ name });
    const form = new URLSearchParams({ SAMLResponse: message });
    const answer = await saml.visit().postForm('/sso/saml/acs', form, { 'accept-language': 'de-CH,de;q=0.9' });
    const html = await answer.text();
    expect(html).toContain(`Weiter als <bdi>${name}</bdi>`);
    expect(html).not.toContain('<img');
  });

  it.each([
    ['such are taken no more', { idpInitiated: false }, 'off'],
    ['the method is off', { idpInitiated: true, on: false }, 'off'],
    ['another app is set', { idpInitiated: true, appId: '0198c0de-7a11-4000-8000-0000000000ee' }, 'changed'],
    ['another tenant of Entra is set', { idpInitiated: true, tenantId: OTHER_TENANT }, 'not-yours'],
  ])('lets nobody in by the page that was left open when %s', async (_what, change, refused) => {
    await saml.setUp({ idpInitiated: true });
    const arrived = await arrive();
    await saml.setUp(change);
    expect((await press(arrived)).headers.get('location')).toBe(`/sign-in?refused=${refused}`);
    expect([arrived.visitor.has('rollcall'), await sessions()]).toEqual([false, 0]);
  });

  it('lets nobody in who has no role here', async () => {
    await saml.setUp({ idpInitiated: true });
    expect((await press(await arrive({ roles: [] }))).headers.get('location')).toBe('/sign-in?refused=no-role');
  });
});

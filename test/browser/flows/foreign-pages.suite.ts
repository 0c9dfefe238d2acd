import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FLOW_WITHIN_MS, type Connected, type RealStage, type Visitor } from '../real.js';

const JSON_TYPE = 'application/json';

/** Pages of others in the browser of somebody who is signed in: of another port, where cookies are the same, and of another site. */
export function keepsForeignPagesOut(stage: () => RealStage): void {
  describe('a page of somebody else', () => {
    let server: Server;
    let tenant: Connected;
    beforeAll(async () => {
      server = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Prizes</title>');
      });
      await new Promise<void>((done) => server.listen(0, done));
      tenant = await stage().connected('Victim');
    });
    afterAll(async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });

    const at = (host: string): string => `http://${host}:${(server.address() as AddressInfo).port}/`;

    it.each(['localhost', '127.0.0.1'])(
      'at %s writes nothing, whatever it tries',
      (host) =>
        stage().visited(async (visitor) => {
          await visitor.signIn('administrator', tenant.id);
          const before = await standing(visitor);
          await visitor.page.goto(at(host));
          for (const [what, script] of triesOf(stage(), tenant, before.csrf)) {
            expect([what, await visitor.page.evaluate<string>(script)]).toEqual([what, 'not answered']);
          }
          for (const form of formsOf(stage(), tenant)) {
            expect(await postedFrom(visitor, at(host), form)).toBe(403);
          }
          expect(await standing(visitor)).toEqual(before);
        }),
      FLOW_WITHIN_MS,
    );

    it(
      'of ours without the session’s token writes nothing either, and with it does',
      () =>
        stage().visited(async (visitor) => {
          await visitor.signIn('administrator', tenant.id);
          const { csrf } = await visitor.session();
          const send = (token: string, type: string): Promise<number> =>
            visitor.page.evaluate<number>(patchScript(token, type));
          expect(await send('', JSON_TYPE)).toBe(403);
          expect(await send('A'.repeat(csrf.length), JSON_TYPE)).toBe(403);
          expect(await send(csrf, 'text/plain')).toBe(415);
          expect(await send(csrf, JSON_TYPE)).toBe(200);
        }),
      FLOW_WITHIN_MS,
    );

    it.each(['localhost', '127.0.0.1'])(
      'at %s frames nothing of the console',
      (host) =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          await visitor.signIn('administrator', tenant.id);
          const framed = page.url();
          await page.goto(at(host));
          const refused = page.waitForEvent('requestfailed', (request) => request.url() === framed);
          await page.evaluate(`{
            const frame = document.createElement('iframe');
            frame.src = ${JSON.stringify(framed)};
            document.body.append(frame);
          }`);
          expect((await refused).failure()?.errorText).toContain('BLOCKED');
        }),
      FLOW_WITHIN_MS,
    );
  });
}

interface Standing {
  readonly csrf: string;
  readonly theme: string | null;
  readonly account: string;
  readonly connections: readonly object[];
}

/** What a write would have changed. */
async function standing(visitor: Visitor): Promise<Standing> {
  const { csrf, account, theme } = await visitor.session();
  const { items } = (await visitor.get(CONNECTIONS)).body as { items: readonly { name: string; pause: unknown }[] };
  return { csrf, theme, account: account.id, connections: items.map(({ name, pause }) => ({ name, pause })) };
}

const CONNECTIONS = '/api/scim-api/admin/tenants/self/connections';
const OUTCOME = `.then(({ type }) => type === 'opaque' ? 'not answered' : 'answered', () => 'not answered')`;

/** Scripts: without leave, which no answer shows, and with it, which a browser asks for first. Even with the token, as if it were known. */
function triesOf(
  { url }: RealStage,
  { connectionId }: Connected,
  csrf: string,
): readonly (readonly [string, string])[] {
  const write = (path: string, method: string, more: object): string =>
    `fetch(${JSON.stringify(url + path)}, ${JSON.stringify({ method, credentials: 'include', ...more })})${OUTCOME}`;
  const body = JSON.stringify({ name: 'Not asked for' });
  const headers = { 'content-type': JSON_TYPE, 'x-csrf-token': csrf };
  return [
    [
      'a simple request',
      write(CONNECTIONS, 'POST', { mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body }),
    ],
    ['a request with the token', write(CONNECTIONS, 'POST', { headers, body })],
    ['a pause', write(`${CONNECTIONS}/${connectionId}/pause`, 'POST', { headers, body: '{}' })],
    ['signing out', write('/api/session', 'DELETE', { headers })],
    ['a preference', write('/api/session', 'PATCH', { headers, body: '{"theme":"dark"}' })],
  ];
}

interface Form {
  readonly action: string;
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** What needs no script: a connection, and signing the victim in as somebody else. */
function formsOf(stage: RealStage, tenant: Connected): readonly Form[] {
  const secret = stage.link('auditor', tenant.id).split('#')[1] ?? '';
  const plain = { type: 'text/plain', name: '{"name":"Not asked for","x":"', value: '"}' };
  const encoded = { type: 'application/x-www-form-urlencoded', name: 'secret', value: secret };
  return [
    { action: stage.url + CONNECTIONS, ...plain },
    { action: `${stage.url}/api/session/demo`, ...encoded },
    { action: `${stage.url}/api/session/demo`, type: 'text/plain', name: `{"secret":"${secret}","x":"`, value: '"}' },
  ];
}

/** In a window of its own, which the form leaves. */
async function postedFrom({ context }: Visitor, from: string, { action, type, name, value }: Form): Promise<number> {
  const page = await context.newPage();
  await page.goto(from);
  const answered = page.waitForResponse(action);
  await page.evaluate(`{
    const form = Object.assign(document.createElement('form'), ${JSON.stringify({ action, method: 'post', enctype: type })});
    form.append(Object.assign(document.createElement('input'), ${JSON.stringify({ name, value })}));
    document.body.append(form);
    setTimeout(() => form.submit());
  }`);
  const status = (await answered).status();
  await page.close();
  return status;
}

function patchScript(token: string, type: string): string {
  const headers = { 'content-type': type, 'x-csrf-token': token };
  const options = { method: 'PATCH', headers, body: JSON.stringify({ theme: 'dark' }) };
  return `fetch('/api/session', ${JSON.stringify(options)}).then(({ status }) => status)`;
}

import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { OTHER_TENANT, TestConsole } from './console.fixture.js';

let console: TestConsole;
beforeAll(async () => {
  console = await TestConsole.start({ TENANT_SHARE_ANSWER_BYTES: '100000' });
});
afterAll(() => console?.stop());

const DEAR = '/departments';

it('asks a service for two of a company at once, and beside them for another, and other services for the same one', async () => {
  const [busy, other] = [await console.signIn('auditor'), await console.signIn('auditor', OTHER_TENANT)];
  const standing: ServerResponse[] = [];
  console.services.answers.set(DEAR, (_heard, response) => standing.push(response));
  const all = Promise.all(Array.from({ length: 20 }, () => console.as(busy, `/api/directory${DEAR}`)));
  await eventually('two stand', () => standing.length === 2);
  expect((await console.as(other, '/api/directory/employees')).status).toBe(200);
  expect((await console.as(busy, '/api/audit/entries')).status).toBe(200);
  expect(standing).toHaveLength(2);
  let answered = 0;
  await eventually('each has had its turn', () => {
    for (const response of standing.splice(0)) {
      response.setHeader('content-type', 'application/json');
      response.end('{}');
      answered += 1;
    }
    return answered === 20;
  });
  expect((await all).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  console.services.answers.delete(DEAR);
});

it('refuses what waits beyond the bound, and says when to come back', async () => {
  const busy = await console.signIn('auditor');
  const standing: ServerResponse[] = [];
  console.services.answers.set(DEAR, (_heard, response) => standing.push(response));
  let refused = 0;
  const all = Array.from({ length: 230 }, async () => {
    const answer = await console.as(busy, `/api/directory${DEAR}`);
    if (answer.status === 429) refused += 1;
    return answer;
  });
  const isOver = { yet: false };
  const answers = Promise.all(all).finally(() => (isOver.yet = true));
  await eventually('what is too much is refused while the others stand', () => refused === 230 - 202);
  expect(standing).toHaveLength(2);
  await eventually('each has had its turn', () => {
    for (const response of standing.splice(0)) response.end('{}');
    return isOver.yet;
  });
  const one = (await answers).find(({ status }) => status === 429);
  expect(one?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(refused).toBe(230 - 202);
  console.services.answers.delete(DEAR);
}, 20_000);

it('holds a turn until the answer is sent, and lets no page wait behind exports', async () => {
  const busy = await console.signIn('auditor');
  const standing: ServerResponse[] = [];
  const begin = (_heard: unknown, response: ServerResponse): void => {
    response.write('{');
    standing.push(response);
  };
  for (const path of ['/entries', '/entries.csv']) console.services.answers.set(path, begin);
  const ask = async (path: string): Promise<number> => {
    const answer = await console.as(busy, `/api/audit${path}`);
    await answer.text();
    return answer.status;
  };
  const exports = Array.from({ length: 4 }, () => ask('/entries.csv'));
  await eventually('two exports are under way', () => standing.length === 2);
  const pages = Array.from({ length: 8 }, () => ask('/entries'));
  await eventually('two pages are, too', () => standing.length === 4);
  let answered = 0;
  await eventually('each has had its turn', () => {
    for (const response of standing.splice(0)) {
      response.end('}');
      answered += 1;
    }
    return answered === 12;
  });
  expect(new Set(await Promise.all([...exports, ...pages]))).toEqual(new Set([200]));
  console.services.answers.clear();
});

it('refuses who was answered with more bytes than is a company’s share, of whatever service, while another asks', async () => {
  const [busy, other] = [await console.signIn('auditor'), await console.signIn('auditor', OTHER_TENANT)];
  const page = JSON.stringify('x'.repeat(2_000_000));
  console.services.answers.set('/entries', (_heard, response) => response.end(page));
  const ask = async (browser: typeof busy, path: string): Promise<Response> => {
    const answer = await console.as(browser, path);
    await answer.arrayBuffer();
    return answer;
  };
  expect((await ask(busy, '/api/audit/entries')).status).toBe(200);
  // While nobody else asks it has more.
  expect((await ask(busy, '/api/audit/entries')).status).toBe(200);
  const others = async (): Promise<void> => {
    expect((await ask(other, '/api/directory/employees')).status).toBe(200);
  };
  await others();
  const refusing = ask(busy, '/api/directory/employees');
  await others();
  const refused = await refusing;
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10);
  console.services.answers.clear();
});

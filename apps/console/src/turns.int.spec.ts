import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { OTHER_TENANT, TestConsole } from './console.fixture.js';

let console: TestConsole;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());

const DEAR = '/departments';

it('asks a service for eight of a company at once, and beside them for another, and other services for the same one', async () => {
  const [busy, other] = [await console.signIn('auditor'), await console.signIn('auditor', OTHER_TENANT)];
  const standing: ServerResponse[] = [];
  console.services.answers.set(DEAR, (_heard, response) => standing.push(response));
  const all = Promise.all(Array.from({ length: 20 }, () => console.as(busy, `/api/directory${DEAR}`)));
  await eventually('eight stand', () => standing.length === 8);
  expect((await console.as(other, '/api/directory/employees')).status).toBe(200);
  expect((await console.as(busy, '/api/audit/entries')).status).toBe(200);
  expect(standing).toHaveLength(8);
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
  await eventually('what is too much is refused while the others stand', () => refused === 230 - 208);
  expect(standing).toHaveLength(8);
  await eventually('each has had its turn', () => {
    for (const response of standing.splice(0)) response.end('{}');
    return isOver.yet;
  });
  const one = (await answers).find(({ status }) => status === 429);
  expect(one?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(refused).toBe(230 - 208);
  console.services.answers.delete(DEAR);
}, 20_000);

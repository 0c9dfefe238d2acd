import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { OPERATORS_CACHE_MS, tableOperators } from './operators.js';

const SETTING = 'of-the-setting'.padEnd(40, 'x');

function stored(name: string, isGood = true) {
  return { name, sha256: createHash('sha256').update(`token of ${name}`).digest('hex'), isGood };
}

/** Stands for the database; `rows` may change, and be an Error. */
function openList(rows: object[] | Error) {
  const asked = { rows, questions: 0, now: 0 };
  const query = () => {
    asked.questions += 1;
    return asked.rows instanceof Error ? Promise.reject(asked.rows) : Promise.resolve({ rows: asked.rows });
  };
  const find = tableOperators({ query } as unknown as Pool, SETTING, () => asked.now);
  return { asked, find };
}

it('lets in by the token of the setting only while no credential was ever heard of', async () => {
  const { asked, find } = openList([]);
  expect(await find(SETTING)).toEqual({ name: null });
  expect(await find('token of Kim')).toBeUndefined();
  asked.rows = [stored('Kim'), stored('Robot', false)];
  asked.now = OPERATORS_CACHE_MS;
  expect(await Promise.all([SETTING, 'token of Kim', 'token of Robot'].map(find))).toEqual([
    undefined,
    { name: 'Kim' },
    undefined,
  ]);
  asked.rows = [stored('Kim', false)];
  asked.now += OPERATORS_CACHE_MS;
  expect(await Promise.all([SETTING, 'token of Kim'].map(find))).toEqual([undefined, undefined]);
});

it('asks once in two seconds, however many guess', async () => {
  const { asked, find } = openList([stored('Kim')]);
  await Promise.all(Array.from({ length: 1_000 }, (_none, n) => find(`guess ${n}`)));
  asked.now = OPERATORS_CACHE_MS - 1;
  await find('token of Kim');
  expect(asked.questions).toBe(1);
});

it('asks again after a failure, which lets nobody in', async () => {
  const { asked, find } = openList(new Error('away'));
  await expect(find(SETTING)).rejects.toThrow('away');
  asked.rows = [stored('Kim')];
  expect(await find('token of Kim')).toEqual({ name: 'Kim' });
});

import { describe, expect, it } from '@jest/globals';
import { eachForItself } from './each-for-itself.js';

const failing = (code: string) => Object.assign(new Error(code), { code, severity: 'ERROR' });

async function done(failure: Error): Promise<{ readonly of: readonly string[]; readonly told: unknown }> {
  const of: string[] = [];
  const told: unknown = await eachForItself(['a', 'b', 'c'], async (item) => {
    if (item === 'a') throw failure;
    of.push(await Promise.resolve(item));
  }).catch((error: unknown) => error);
  return { of, told };
}

describe('what is done for each', () => {
  it.each([failing('57014'), failing('40P01'), failing('22P02'), new Error('a fault')])(
    'goes on behind %s, which is told at the end',
    async (failure) => {
      expect(await done(failure)).toEqual({ of: ['b', 'c'], told: failure });
    },
  );

  it('ends with a database that went behind a failure of one, and tells that', async () => {
    const away = failing('57P01');
    const work = (failure: Error): Promise<never> => Promise.reject(failure);
    await expect(eachForItself([failing('22P02'), away, new Error('not begun')], work)).rejects.toBe(away);
  });

  it.each([failing('57P01'), failing('08006'), Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })])(
    'ends with %s',
    async (failure) => {
      expect(await done(failure)).toEqual({ of: [], told: failure });
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('a gate', () => {
  it('lets in what there is room for, in order, and what is larger than all of it alone', async () => {
    const gate = new Gate(10);
    const inside: string[] = [];
    const ends = new Map<string, () => void>();
    const begun = ['4a', '4b', '99', '1'].map((name) =>
      gate.through(Number.parseInt(name, 10), async () => {
        inside.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        inside.splice(inside.indexOf(name), 1);
      }),
    );
    const leave = async (name: string): Promise<readonly string[]> => {
      ends.get(name)?.();
      await new Promise(setImmediate);
      return [...inside];
    };
    expect(await leave('none')).toEqual(['4a', '4b']);
    expect(await leave('4a')).toEqual(['4b']);
    expect(await leave('4b')).toEqual(['99']);
    expect(await leave('99')).toEqual(['1']);
    expect(await leave('1')).toEqual([]);
    await Promise.all(begun);
  });

  it('makes room again for what fails', async () => {
    const gate = new Gate(1);
    await expect(gate.through(1, () => Promise.reject(new Error('it fails')))).rejects.toThrow('it fails');
    expect(await gate.through(1, () => Promise.resolve('next'))).toBe('next');
  });
});

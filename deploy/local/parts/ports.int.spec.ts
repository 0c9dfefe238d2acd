import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { choosePorts, freePort, HOST } from './ports.js';

describe('the choice of ports', () => {
  it('gives the wanted port where it is free', async () => {
    const wanted = await freePort();
    expect(await choosePorts({ one: wanted })).toEqual({ ports: { one: wanted }, moved: [] });
  });

  it('gives another port where the wanted one is taken, and names both', async () => {
    const wanted = await freePort();
    const other = createServer().listen(wanted, HOST);
    await once(other, 'listening');
    try {
      const { ports, moved } = await choosePorts({ one: wanted });
      expect(ports.one).not.toBe(wanted);
      expect(moved).toEqual([{ name: 'one', wanted, got: ports.one }]);
    } finally {
      other.close();
    }
  });

  it('gives no two workers of the tests the same port', async () => {
    const own = process.env.JEST_WORKER_ID;
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`port-${n}`, 'free' as const]));
    const chosen: number[][] = [];
    try {
      for (const worker of ['1', '2', '3']) {
        process.env.JEST_WORKER_ID = worker;
        chosen.push(Object.values((await choosePorts(many)).ports));
      }
    } finally {
      process.env.JEST_WORKER_ID = own;
    }
    expect(new Set(chosen.flat()).size).toBe(600);
  });

  it('gives no two names the same port', async () => {
    const wanted = await freePort();
    const { ports, moved } = await choosePorts({ one: wanted, two: wanted });
    expect(ports.one).toBe(wanted);
    expect(ports.two).not.toBe(wanted);
    expect(moved.map(({ name }) => name)).toEqual(['two']);
  });
});

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

  it('gives no two names the same port', async () => {
    const wanted = await freePort();
    const { ports, moved } = await choosePorts({ one: wanted, two: wanted });
    expect(ports.one).toBe(wanted);
    expect(ports.two).not.toBe(wanted);
    expect(moved.map(({ name }) => name)).toEqual(['two']);
  });
});

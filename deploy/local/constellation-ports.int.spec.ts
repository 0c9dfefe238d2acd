import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { startOnPorts, type Ports } from './constellation-ports.js';
import { HOST } from './parts/ports.js';

const options = { ports: 'free' } as const;

/** Another program's, or, had one been there before, its own. */
async function take(port: number): Promise<Server> {
  const server = createServer().listen(port, HOST);
  await once(server, 'listening').catch((error: unknown) => expect(error).toMatchObject({ code: 'EADDRINUSE' }));
  return server;
}

describe('a start on chosen ports', () => {
  it('begins again on others when another program took one before its owner could, and says so', async () => {
    const said: string[] = [];
    const seen: Ports[] = [];
    const others: Server[] = [];
    const start = async (ports: Ports): Promise<string> => {
      if (seen.push(ports) > 1) return 'started';
      others.push(await take(ports.postgres));
      throw new Error('PostgreSQL could not bind its port');
    };
    try {
      expect(await startOnPorts({ ...options, report: (line) => said.push(line) }, start)).toBe('started');
    } finally {
      for (const other of others) other.close();
    }
    expect(seen[1]?.postgres).not.toBe(seen[0]?.postgres);
    expect(said.join()).toContain(`${seen[0]?.postgres} (postgres)`);
  });

  it('gives up with the last reason when it loses a port each time', async () => {
    const others: Server[] = [];
    const start = async (ports: Ports): Promise<never> => {
      others.push(await take(ports.kafka));
      throw new Error(`attempt ${others.length}`);
    };
    try {
      await expect(startOnPorts(options, start)).rejects.toThrow('attempt 3');
    } finally {
      for (const other of others) other.close();
    }
  });
});

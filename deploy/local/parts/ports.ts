import { createServer, type Server } from 'node:net';
import { randomInt } from 'node:crypto';

export interface ChosenPorts<Name extends string> {
  readonly ports: Readonly<Record<Name, number>>;
  /** Which wanted ports were taken by somebody else, and what is used instead. */
  readonly moved: readonly { readonly name: Name; readonly wanted: number; readonly got: number }[];
}

export const HOST = '127.0.0.1';

// Below the range that Linux (32768) and macOS (49152) give to outgoing connections: such a port could be lost to one
// while its owner is restarted.
const FREE_FROM = 20_000;
const FREE_TO = 32_000;
const TRIES = 50;

/**
 * What starts side by side chooses from different parts of them: between the choice and its owner's start are many seconds,
 * and of two constellations with twenty ports each one in thirty had one that the other had chosen. Jest numbers its workers.
 */
const PARTS = 4;

/**
 * Gives each name its wanted port, or another free one where that is taken (or where any will do: 'free').
 * All are held until the last is chosen, so that no two get the same; then they are let go for their owners.
 */
export async function choosePorts<Name extends string>(
  wanted: Readonly<Record<Name, number | 'free'>>,
): Promise<ChosenPorts<Name>> {
  const held: Server[] = [];
  const ports: Partial<Record<Name, number>> = {};
  const moved: { name: Name; wanted: number; got: number }[] = [];
  try {
    for (const [name, port] of entries(wanted)) {
      const own = port === 'free' ? undefined : await hold(port);
      const server = own ?? (await holdAny());
      held.push(server);
      const got = portOf(server);
      ports[name] = got;
      if (port !== 'free' && own === undefined) moved.push({ name, wanted: port, got });
    }
  } finally {
    await Promise.all(held.map(letGo));
  }
  return { ports: complete(ports, wanted), moved };
}

/** Those of them that somebody listens on at this moment, or that the system keeps for itself. */
export async function takenOf<Name extends string>(ports: Readonly<Record<Name, number>>): Promise<Name[]> {
  const taken: Name[] = [];
  for (const [name, port] of entries(ports)) {
    const server = await hold(port);
    if (server === undefined) taken.push(name);
    else await letGo(server);
  }
  return taken;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return (await choosePorts({ any: 'free' })).ports.any;
}

async function holdAny(): Promise<Server> {
  const size = (FREE_TO - FREE_FROM) / PARTS;
  const from = FREE_FROM + size * (Number(process.env.JEST_WORKER_ID ?? 0) % PARTS);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const server = await hold(from + randomInt(size));
    if (server !== undefined) return server;
  }
  throw new Error(`no free port between ${from} and ${from + size} on ${HOST} after ${TRIES} tries`);
}

function hold(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen({ host: HOST, port, exclusive: true }, () => resolve(server));
  });
}

function letGo(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

function entries<Name extends string, Port>(record: Readonly<Record<Name, Port>>): [Name, Port][] {
  // Object.entries forgets the key's type, which is exactly this one.
  return Object.entries<Port>(record) as [Name, Port][];
}

function complete<Name extends string>(
  ports: Partial<Record<Name, number>>,
  wanted: Readonly<Record<Name, unknown>>,
): Record<Name, number> {
  for (const name of Object.keys(wanted)) if (!(name in ports)) throw new Error(`no port for ${name}`);
  return ports as Record<Name, number>;
}

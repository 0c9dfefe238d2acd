import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { ConfigError } from './config.js';
import { holdBodiesBack, isReadableRequest, UNREADABLE_ADDRESS } from './content.js';
import { Kept } from './kept.js';
import { sendProblem } from './problem.filter.js';
import { NOT_FOUND } from './problem.js';
import { routeOptionsOf } from './route-options.js';

/** Where what is nobody's business outside is answered. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

const PORTS_APART = 100;
const MOST_PORT = 65_535;

/** The variables of every process for it; {@link internalAddress} reads them. */
export const INTERNAL_SETTINGS = {
  INTERNAL_HOST: Type.String({ default: '127.0.0.1', description: 'the address of what is internal' }),
  INTERNAL_PORT: Type.Optional(
    Type.Integer({ minimum: 0, maximum: MOST_PORT, description: 'its port; 100 above `PORT` by default' }),
  ),
};

type InternalSettings = Partial<Static<Type.TObject<typeof INTERNAL_SETTINGS>>>;

/** `INTERNAL_HOST` and `INTERNAL_PORT`, by default on loopback and {@link PORTS_APART} above `PORT`. @throws ConfigError */
export function internalAddress(
  publicPort: number,
  { INTERNAL_HOST: host = '127.0.0.1', INTERNAL_PORT }: InternalSettings = {},
): ListenAddress {
  const port = INTERNAL_PORT ?? (publicPort === 0 ? 0 : publicPort + PORTS_APART);
  if (port > MOST_PORT)
    throw new ConfigError([`INTERNAL_PORT is not set, and PORT + ${PORTS_APART} is none: set it to a free port`]);
  if (port === publicPort && port !== 0)
    throw new ConfigError(['INTERNAL_PORT is PORT, too: what is internal needs a port of its own']);
  return { host, port };
}

/** What both listeners answer: whether the process lives, and takes requests. */
const ON_BOTH: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const INTERNAL_EVERYWHERE = ['/metrics'];

/**
 * A second server before the same routes. What is internal is declared, by the first parts of its routes; it is answered
 * here alone, and here nothing else is but health. To the other listener such an address is one of nothing. It is the
 * route that decides, which the router has found by its own reading of the address: there is no second reading to differ.
 */
export class InternalListener {
  readonly server: Server;
  readonly #requests = new Kept<IncomingMessage, true>();
  readonly #prefixes: readonly string[];

  constructor(fastify: FastifyInstance, prefixes: readonly string[], serverOf: (handle: RequestListener) => Server) {
    this.#prefixes = [...INTERNAL_EVERYWHERE, ...prefixes];
    const route = (request: IncomingMessage, response: ServerResponse): void => {
      this.#requests.set(request, true);
      fastify.routing(request, response);
    };
    this.server = serverOf(route);
    holdBodiesBack(this.server, route);
    this.server.on('clientError', (error, socket) => fastify.server.emit('clientError', error, socket));
    fastify.addHook('onRequest', (request, reply, done) => {
      // What cannot be read is refused as such wherever it is sent, and before a door that is not there is asked.
      const { url: route } = routeOptionsOf(request);
      if (route === undefined ? !this.has(request) : this.answers(route, request)) done();
      else if (!isReadableRequest(request)) done(UNREADABLE_ADDRESS);
      else answerNowhere(request, reply);
    });
  }

  /** Whether the request came in here. */
  has(request: FastifyRequest): boolean {
    return this.#requests.has(request.raw);
  }

  /** @returns the URL by which this machine reaches it @throws ConfigError that names the variable to change */
  async listen({ host, port }: ListenAddress): Promise<string> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject);
        this.server.listen(port, host, () => {
          this.server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      throw refusedAddress(error, { host, port });
    }
    return urlOf(this.server);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Whether the route is one of the listener that the request came in at. */
  answers(route: string, request: FastifyRequest): boolean {
    return ON_BOTH.has(route) || this.#isInternal(route) === this.has(request);
  }

  #isInternal(route: string): boolean {
    return this.#prefixes.some((prefix) => route === prefix || route.startsWith(`${prefix}/`));
  }
}

/** As an address is answered that nobody knows. */
function answerNowhere(request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(request, reply, NOT_FOUND);
}

function refusedAddress(error: unknown, { host, port }: ListenAddress): unknown {
  switch (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new ConfigError([`INTERNAL_PORT: port ${port} is taken; set it to another`]);
    case 'EACCES':
      return new ConfigError([`INTERNAL_PORT: port ${port} is not for this user; set it to one above 1023`]);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigError([
        `INTERNAL_HOST: ${host} is no address of this machine; set it to one, such as 127.0.0.1`,
      ]);
    default:
      return error;
  }
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the internal listener has no port');
  const host = { '::': '[::1]', '0.0.0.0': '127.0.0.1' }[address.address] ?? address.address;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${address.port}`;
}

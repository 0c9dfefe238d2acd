import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

// Express has no types of its own here, and all that is needed of it is an application to mount the routers on.
const express = createRequire(import.meta.url)('express') as () => RequestListener & {
  use(path: string, handler: unknown): void;
};

interface Stored {
  readonly id: string;
  readonly meta: { readonly created: string; readonly lastModified: string };
  readonly [name: string]: unknown;
}

type Filter = { match(values: readonly Stored[]): Stored[] };
/** What scimmy hands to its handlers. */
interface Asked {
  readonly id?: string | undefined;
  readonly filter?: Filter | undefined;
}

/** scimmy-routers over a store in memory: a public implementation that nobody here has had a hand in. */
export class ScimmyTarget {
  readonly #server: Server;
  readonly token = 'scimmy';
  readonly users = new Map<string, Stored>();
  readonly groups = new Map<string, Stored>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** One for each process: scimmy keeps what is declared in its module. */
  static async start(): Promise<ScimmyTarget> {
    const app = express();
    const server = createServer(app);
    const target = new ScimmyTarget(server);
    declare(SCIMMY.Resources.User, target.users, 'userName');
    declare(SCIMMY.Resources.Group, target.groups, 'displayName');
    SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
    const handler = (request: Asking): string => authenticate(request, target.token);
    app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return target;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/scim`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

interface Asking {
  headers: { authorization?: string };
}

function authenticate(request: Asking, token: string): string {
  const [scheme, given] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || given !== token) throw new Error('not authorised');
  return 'nobody';
}

function declare(
  type: typeof SCIMMY.Resources.User | typeof SCIMMY.Resources.Group,
  store: Map<string, Stored>,
  unique: string,
): void {
  const find = ({ id }: Asked): Stored => {
    const found = store.get(id ?? '');
    if (found === undefined) throw new SCIMMY.Types.Error(404, null as never, `Resource ${id} not found`);
    return found;
  };
  const declared = SCIMMY.Resources.declare(type) as unknown as {
    ingress(handler: (asked: Asked, sent: Record<string, unknown>) => Stored): typeof declared;
    egress(handler: (asked: Asked) => Stored | Stored[]): typeof declared;
    degress(handler: (asked: Asked) => void): typeof declared;
  };
  declared
    .ingress((asked, sent) => {
      const before = asked.id === undefined ? undefined : find(asked);
      const name = (one: Readonly<Record<string, unknown>>): string => String(one[unique]).toLowerCase();
      const taken = [...store.values()].some((one) => name(one) === name(sent) && one.id !== before?.id);
      if (taken) throw new SCIMMY.Types.Error(409, 'uniqueness', `${unique} is taken`);
      const now = new Date().toISOString();
      const id = before?.id ?? randomUUID();
      // A copy: scimmy's instances are sealed and know their schema.
      const values = JSON.parse(JSON.stringify(sent)) as Record<string, unknown>;
      const stored = { ...values, id, meta: { created: before?.meta.created ?? now, lastModified: now } };
      store.set(id, stored);
      return stored;
    })
    .egress((asked) => {
      if (asked.id !== undefined) return find(asked);
      const all = [...store.values()];
      return asked.filter === undefined ? all : asked.filter.match(all);
    })
    .degress((asked) => void store.delete(find(asked).id));
}

import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import type { ISocketFactory, ISocketFactoryArgs } from 'kafkajs';

/**
 * The connections of one client, to be cut all at once. kafkajs ends a connection by its half and waits for the other
 * end to do the same; a broker that hangs never does, and each client that was replaced would leave its sockets behind.
 */
export class Sockets {
  readonly #open = new Set<Socket>();
  readonly #connect: ISocketFactory;
  #isCut = false;

  constructor(connect: ISocketFactory = connectPlainOrTls) {
    this.#connect = connect;
  }

  readonly factory: ISocketFactory = (target) => {
    // kafkajs connects anew by itself while a send fails.
    if (this.#isCut) throw new Error('this client has been closed');
    const socket = this.#connect(target);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Every request that waits on them fails now, and no further connection is made. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy(new Error('this client has been closed'));
  }
}

/** kafkajs passes false for "no TLS", whatever its type says. */
type Wanted = Omit<ISocketFactoryArgs, 'ssl'> & { readonly ssl: tls.ConnectionOptions | false };

const KEEP_ALIVE_MS = 60_000;

/** As kafkajs connects by itself. The functions are looked up at each call: tests lead connections elsewhere. */
const connectPlainOrTls = ({ host, port, ssl: wanted, onConnect }: Wanted): net.Socket => {
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  const socket = wanted
    ? tls.connect({ host, port, ...name, ...wanted }, onConnect)
    : net.connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return socket;
};

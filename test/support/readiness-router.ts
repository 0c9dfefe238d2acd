import { setTimeout as pause } from 'node:timers/promises';
import { TcpProxy, type Passage, type Target } from './tcp-proxy.js';

const ASK_EVERY_MS = 1_000;

/** Stands before replicas as a load balancer does: asks each for its /readyz every second, and leads to the ready ones only. */
export class ReadinessRouter extends TcpProxy {
  #ready: readonly URL[] = [];
  #turn = 0;
  readonly #stopped = new AbortController();
  #asking: Promise<void> = Promise.resolve();

  static async before(urls: readonly string[]): Promise<ReadinessRouter> {
    const router = new ReadinessRouter();
    const replicas = urls.map((url) => new URL(url));
    await router.#ask(replicas);
    await router.listen(() => router.#next());
    router.#asking = router.#askOn(replicas);
    return router;
  }

  protected pass({ client, server }: Passage): void {
    client.pipe(server);
    server.pipe(client);
  }

  override async close(): Promise<void> {
    this.#stopped.abort();
    await this.#asking;
    await super.close();
  }

  #next(): Target {
    this.#turn += 1;
    const replica = this.#ready[this.#turn % Math.max(1, this.#ready.length)];
    if (replica === undefined) throw new Error('no replica is ready');
    return { host: replica.hostname, port: Number(replica.port) };
  }

  async #askOn(replicas: readonly URL[]): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await pause(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      await this.#ask(replicas);
    }
  }

  async #ask(replicas: readonly URL[]): Promise<void> {
    const answers = await Promise.all(
      replicas.map(async (replica) => {
        const answer = await fetch(new URL('/readyz', replica), { signal: AbortSignal.timeout(500) }).catch(() => null);
        return answer?.ok === true;
      }),
    );
    this.#ready = replicas.filter((_replica, index) => answers[index]);
  }
}

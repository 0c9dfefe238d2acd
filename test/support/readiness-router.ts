import { setTimeout as pause } from 'node:timers/promises';
import { TcpProxy, type Passage, type Target } from './tcp-proxy.js';

const ASK_EVERY_MS = 1_000;
/** A replica that has so much to do that it answers after a second is ready all the same. */
const ANSWERED_WITHIN_MS = 2_000;

/** A replica that drains is led to no more within this. */
export const SEEN_WITHIN_MS = ASK_EVERY_MS + ANSWERED_WITHIN_MS;

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

  /** How many replicas were ready when they were asked last. */
  get ready(): number {
    return this.#ready.length;
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
        const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
        const answer = await fetch(new URL('/readyz', replica), { signal }).catch(() => null);
        return answer?.ok === true;
      }),
    );
    this.#ready = replicas.filter((_replica, index) => answers[index]);
  }
}

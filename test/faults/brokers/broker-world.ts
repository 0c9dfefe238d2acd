import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '#contracts';
import { KafkaCluster } from '../../../deploy/local/parts/kafka-cluster.js';
import { LeaderMover } from '../../support/leader-mover.js';
import { World, type TestTenant } from '../../support/world.js';

export interface BrokerWorldOptions {
  /** Kafka's settings by their names, for every node. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Three brokers, and what writes to them: PostgreSQL, scim-api and the relay, with two tenants. */
export class BrokerWorld {
  readonly #dir: string;

  private constructor(
    readonly cluster: KafkaCluster,
    readonly world: World,
    readonly tenants: readonly TestTenant[],
    dir: string,
  ) {
    this.#dir = dir;
  }

  static async start(options: BrokerWorldOptions = {}): Promise<BrokerWorld> {
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-brokers-'));
    const undo = new AsyncDisposableStack();
    undo.defer(() => rm(dir, { recursive: true, force: true }));
    try {
      const cluster = undo.adopt(await KafkaCluster.start({ dir, ...options }), (started) => started.stop());
      const world = undo.adopt(
        await World.start({ processes: ['scim-api', 'relay'], env: { KAFKA_BROKERS: cluster.brokers } }),
        (started) => started.stop(),
      );
      const tenants = [await world.openTenant('acme'), await world.openTenant('globex')];
      undo.move();
      return new BrokerWorld(cluster, world, tenants, dir);
    } catch (error) {
      await undo.disposeAsync();
      throw error;
    }
  }

  mover(): LeaderMover {
    return new LeaderMover(
      this.world.kafka,
      TOPICS.map(({ name }) => name),
    );
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.cluster.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

import type { Pool } from 'pg';
import type { RollcallEvent } from '#contracts';
import { inTransaction, openPool, scopeToTenant } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { appendToOutbox } from './append.js';
import { DATABASE, MIGRATIONS, TENANT } from './outbox.fixture.js';
import type { RelayLog } from './lane-sender.js';
import { Relay, type RelayOptions } from './relay.js';

/** A database with an outbox, a writer's pool, and relays over it that end with it. */
export class OutboxDatabase {
  readonly #relays: Relay[] = [];
  readonly errors: string[] = [];

  private constructor(
    readonly database: TestDatabase<'writer' | 'relay'>,
    readonly writer: Pool,
    readonly owner: Pool,
  ) {}

  static async create(): Promise<OutboxDatabase> {
    const database = await createTestDatabase(DATABASE, MIGRATIONS);
    const writer = openPool({ url: database.url('writer'), applicationName: 'writer', max: 4 });
    const owner = openPool({ url: database.ownerUrl, applicationName: 'owner', max: 2 });
    return new OutboxDatabase(database, writer, owner);
  }

  async append(...events: readonly RollcallEvent[]): Promise<void> {
    await inTransaction(this.writer, async (tx) => {
      await scopeToTenant(tx, events[0]?.tenantId ?? TENANT);
      await appendToOutbox(tx, events);
    });
  }

  relay(options: Pick<RelayOptions, 'publisher'> & Partial<RelayOptions>): Relay {
    const log: RelayLog = {
      info: () => undefined,
      warn: () => undefined,
      error: (_fields, message) => this.errors.push(message),
    };
    const relay = new Relay({ databaseUrl: this.database.url('relay'), log, shareMs: 50, ...options });
    this.#relays.push(relay);
    return relay;
  }

  async waiting(): Promise<number> {
    const { rows } = await this.owner.query<{ n: number }>('select count(*)::int as n from outbox_unpublished');
    return rows[0]?.n ?? 0;
  }

  /** Ends the relay's connection that its lanes live on, as a failing network or a restarted server would. */
  async endLaneSession(applicationName: string): Promise<void> {
    await this.owner.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1',
      [`${applicationName} lanes`],
    );
  }

  async stopRelays(): Promise<void> {
    await Promise.all(this.#relays.splice(0).map((relay) => relay.stop()));
    await this.owner.query('truncate outbox, outbox_unpublished, outbox_places');
    this.errors.length = 0;
  }

  async drop(): Promise<void> {
    await this.stopRelays();
    await Promise.all([this.writer.end(), this.owner.end()]);
    await this.database.drop();
  }
}

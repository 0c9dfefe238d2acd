import { Client, type Pool } from 'pg';
import type { AdminActed, AdminEvent, ProvisioningEvent, RollcallEvent, UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { MailServer } from '../channels/mail-server.fixture.js';
import { SmtpChannel } from '../channels/smtp-channel.js';
import { smtpSettings } from '../channels/smtp-settings.js';
import { sendNext, type Sender } from '../delivery/send-next.js';
import { at, OTHER_TENANT, TENANT } from '../rules/events.fixture.js';
import { DEFAULT_CAPS, type Caps } from '../rules/caps.js';
import type { RuleSettings } from '../rules/settings.js';
import { composeMail } from '../templates/compose.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { PostgresDeliveryStore } from '../settling/delivery-store.js';
import { foldRefusals } from './fold-refusals.js';
import { foldActs, foldTenants } from './fold-tenants.js';
import { foldUsers } from './fold-users.js';
import { isSettlingDue, settleDue, type Settled } from '../settling/settle.js';

/** Where links lead: the page itself is another test's. */
export const LINK = 'https://rollcall.example/confirm/';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface Listed {
  readonly id: string;
  readonly template: string;
  readonly status: string;
  readonly recipient: string | null;
  readonly reason: string | null;
  readonly event_count: number;
  readonly attempts: number;
  readonly event_ids: readonly string[];
}

/** Everything of the notifier but the bus and HTTP, with a clock that the test turns. */
export class PostOffice {
  readonly #database: TestDatabase<keyof (typeof DATABASE)['roles']>;
  readonly #owner: Client;
  now = at(0);
  settings: RuleSettings = {
    joinerWaitMs: HOUR,
    leaverGatherMs: 0,
    quietPeriodMs: 15 * MINUTE,
    refusalWindowMs: HOUR,
    confirmWaitMs: MINUTE,
    maxEventAgeMs: 24 * HOUR,
    notBefore: null,
  };
  caps: Caps = { ...DEFAULT_CAPS, domainWaitMs: 0 };
  listeningSince = at(-24 * HOUR);

  private constructor(
    readonly pool: Pool,
    readonly server: MailServer,
    database: TestDatabase<keyof (typeof DATABASE)['roles']>,
    owner: Client,
  ) {
    this.#database = database;
    this.#owner = owner;
  }

  get readerUrl(): string {
    return withSearchPath(this.#database.url('reader'), 'mailing');
  }

  static async open(): Promise<PostOffice> {
    const database = await createTestDatabase(DATABASE, MIGRATIONS);
    const url = withSearchPath(database.url('notifier'), 'projection,mailing,acts');
    const pool = openPool({ url, applicationName: 'notifier-test', max: 8, pipeline: true });
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const office = new PostOffice(pool, await MailServer.start(), database, owner);
    // Of before domains were kept: tests that are about something else mail there.
    await office.tamper(
      `insert into mailing.grandfathered (tenant_id, kind, value)
       select t::uuid, 'domain', d
         from unnest(array['${TENANT}', '${OTHER_TENANT}']) t,
              unnest(array['example.com', 'other.example', 'x.example', 'b.example']) d`,
    );
    return office;
  }

  async close(): Promise<void> {
    await this.server.stop();
    await this.pool.end();
    await this.#owner.end();
    await this.#database.drop();
  }

  pass(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  /** One batch, as the bus would hand it over. */
  async hear(...events: readonly RollcallEvent[]): Promise<void> {
    const context = { now: this.now, settings: this.settings };
    await inTransaction(this.pool, async (tx) => {
      await foldTenants(tx, events.filter(isAdmin), context);
      await foldActs(tx, events.filter(isAct), context);
      await foldUsers(tx, events.filter(isUser), context);
      await foldRefusals(tx, events.filter(isProvisioning), context);
    });
  }

  /** @throws Error when something was due that the mail room's look would not have found */
  async settle(): Promise<Omit<Settled, 'isMore'>> {
    const { now, settings, caps, listeningSince } = this;
    const isDue = await isSettlingDue(this.pool, { now, settings });
    const all = { released: 0, suppressed: 0, uncertain: 0 };
    for (let isMore = true; isMore;) {
      const settled = await settleDue(this.pool, { now, settings, caps, listeningSince });
      for (const outcome of ['released', 'suppressed', 'uncertain'] as const) all[outcome] += settled[outcome];
      ({ isMore } = settled);
    }
    const { released, suppressed, uncertain } = all;
    if (!isDue && released + suppressed + uncertain > 0) throw new Error('this was due, and nobody would have looked');
    return all;
  }

  sender(given: Partial<Sender> = {}): Sender {
    return {
      store: new PostgresDeliveryStore(this.pool, { caps: this.caps, linkOf: (token) => LINK + token }),
      // No test waits for one: on busy cores half a second passed in silence, and a mail was for later.
      channel: new SmtpChannel(smtpSettings(this.server.url), { connectMs: 5_000, silenceMs: 5_000, totalMs: 10_000 }),
      compose: (claimed) => composeMail(claimed, { from: 'Rollcall <no-reply@rollcall.example>' }),
      now: () => this.now,
      random: () => 0.5,
      limits: { maxAttempts: 5, giveUpAfterMs: 24 * HOUR, firstWaitMs: 1_000, longestWaitMs: MINUTE },
      leaseMs: 2 * MINUTE,
      observe: (_claimed, attempt) => attempt(),
      ...given,
    };
  }

  /** Settles what is due and sends until nothing is. */
  async work(): Promise<void> {
    await this.settle();
    while ((await sendNext(this.sender())) !== null);
  }

  async deliveries(): Promise<Listed[]> {
    const { rows } = await this.#owner.query<Listed>(
      `select id, template, status, recipient, reason, event_count, attempts,
              array(select event_id::text from mailing.delivery_events where delivery_id = d.id order by 1) as event_ids
         from mailing.deliveries d
        order by made_at, id`,
    );
    return rows;
  }

  /** True while a transaction of this test's database waits for another's lock. */
  async somebodyWaits(): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `select 1 from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
    );
    return rowCount !== 0;
  }

  /** As the owner: what a test does to the database behind the notifier's back. */
  async tamper(sql: string): Promise<void> {
    await this.#owner.query(sql);
  }
}

function isUser(event: RollcallEvent): event is UserEvent {
  return event.type.startsWith('rollcall.User');
}

function isProvisioning(event: RollcallEvent): event is ProvisioningEvent {
  return event.type === 'rollcall.WriteRefused' || event.type === 'rollcall.RefusalsSuppressed';
}

/** As if it stood on the other topic, too: what is told twice is mailed once. */
function isAct(event: RollcallEvent): event is AdminActed {
  return event.type === 'rollcall.AdminActed';
}

function isAdmin(event: RollcallEvent): event is AdminEvent {
  return !isUser(event) && !isProvisioning(event) && !event.type.startsWith('rollcall.Group');
}

import { setTimeout as pause } from 'node:timers/promises';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CAPS } from '../../apps/notifier/src/rules/caps.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import { newUser } from '../support/load.js';
import { World, type TestTenant } from '../support/world.js';
import type { Genome, Loot } from './attack.js';
import type { Answered, Order, Place } from './attacker.js';
import { SHARED_EXTERNAL_ID } from './kinds.js';
import { Neighbour, type Seen } from './neighbour.js';
import { linkSecret, LINK_KEY, pageOf, signedIn } from './signed-in.js';
import { chargedIn, Watch, type Charged } from './watch.js';

const ATTACKERS_PRIORITY = constants.priority.PRIORITY_LOW;
const ATTACKERS_PEOPLE = 60;
const ATTACKERS_GROUPS = 3;
const ATTACKERS_LARGE_PEOPLE = 10;
/** Characters beside each of a thousand numbers: together some 190 kB. */
const LARGE_DISPLAY = 120;

/** Those of every installation: World lets tests mail as much as they like. */
const MAIL_LIMITS = {
  SMTP_PER_MINUTE: '300',
  MAIL_PER_TENANT_PER_MINUTE: String(DEFAULT_CAPS.tenantPerMinute),
  MAIL_PER_MAILBOX_PER_DAY: String(DEFAULT_CAPS.mailboxPerPeriod),
};

/** What one slot of time showed. */
export interface Slot {
  readonly seen: Seen;
  readonly answered: Answered;
  readonly rss: number;
  readonly loopDelay: number | null;
  /** What the process charged in the slot, as it says itself. */
  readonly charged: Charged | null;
  readonly isSame: boolean;
}

/** A world with two tenants that have the limits of every new one, and an attacker in a process of its own. */
export class Stage {
  readonly #attacker: Attacker;
  readonly #neighbour: Neighbour;

  private constructor(
    readonly world: World,
    attacker: Attacker,
    neighbour: Neighbour,
  ) {
    this.#attacker = attacker;
    this.#neighbour = neighbour;
  }

  static async open(): Promise<Stage> {
    const world = await World.start({ settings: { notifier: MAIL_LIMITS, console: { DEMONSTRATION_KEY: LINK_KEY } } });
    try {
      return await Stage.#in(world);
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  static async #in(world: World): Promise<Stage> {
    const [attacker, tenant] = [await limited(world, 'attacker'), await limited(world, 'neighbour')];
    const neighbour = new Neighbour(world, tenant);
    await neighbour.settle();
    const loot = await plunder(world, attacker);
    const page = await signedIn(world, attacker.id);
    await world.quiet();
    const child = fork(join(projectRoot(), 'dist/test/neighbours/attacker.js'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // It stands for another machine: here it takes what its victims leave.
    if (child.pid !== undefined) setPriority(child.pid, ATTACKERS_PRIORITY);
    return new Stage(world, { tenant: attacker, child, loot, page }, neighbour);
  }

  async close(): Promise<void> {
    this.#attacker.child.kill('SIGKILL');
    await this.#neighbour.close();
    await this.world.stop();
  }

  /** The neighbour lives beside `process` for so long, with an attacker or alone. */
  async slot(process: ProcessName, genome: Genome | null, { seconds, seed }: SlotOptions): Promise<Slot> {
    const watch = new Watch(this.world, process);
    const before = await watch.metrics();
    await this.#order(genome, seed);
    const seen = await this.#neighbour.live(process, AbortSignal.timeout(seconds * 1_000));
    const after = await watch.metrics();
    const answered = await this.#order(null, seed);
    watch.stop();
    const { most: rss, isSame } = watch;
    return { seen, answered, rss, isSame, loopDelay: after && after.loopDelay, charged: chargedIn(before, after) };
  }

  /** @returns how the requests of the order before were answered */
  async #order(genome: Genome | null, seed: number): Promise<Answered> {
    const { constellation } = this.world;
    const { tokens, scim } = this.#attacker.tenant;
    const place = (url: string, token: string): Place => ({ url, headers: { authorization: `Bearer ${token}` } });
    const reader = (audience: 'directory' | 'audit' | 'notifier') =>
      place(constellation.url(audience), tokens[audience]);
    const console = constellation.url('console');
    const places = {
      scim: place(scim.url, scim.token),
      directory: reader('directory'),
      audit: reader('audit'),
      notifier: reader('notifier'),
      console: { url: console, headers: this.#attacker.page },
      stranger: { url: console, headers: pageOf(this.world) },
    };
    const order: Order = { places, genome, seed, loot: this.#attacker.loot };
    const reply = once(this.#attacker.child, 'message');
    this.#attacker.child.send(order);
    const [answered]: unknown[] = await reply;
    // Sent by attacker.ts alone.
    return answered as Answered;
  }
}

interface Attacker {
  readonly tenant: TestTenant;
  readonly child: ChildProcess;
  readonly loot: Loot;
  /** Of its administrator, signed in at the console. */
  readonly page: Readonly<Record<string, string>>;
}

export interface SlotOptions {
  readonly seconds: number;
  readonly seed: number;
}

/** A tenant whose connection has the limit of every new one: World's have none. */
async function limited(world: World, name: string): Promise<TestTenant> {
  const tenant = await world.openTenant(name);
  const { constellation } = world;
  const headers = { authorization: `Bearer ${constellation.operatorToken}`, 'content-type': 'application/json' };
  const base = `${constellation.internalUrl('scim-api')}/admin/tenants/${tenant.id}/connections`;
  const post = async (url: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${url} was answered ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const { id: connectionId } = await post(base, { name: 'Entra ID with the default limit' });
  const { token } = await post(`${base}/${String(connectionId)}/credentials`, {});
  return { ...tenant, connectionId: String(connectionId), scim: { url: tenant.scim.url, token: String(token) } };
}

const MOST_REFUSALS = 60;

/** The attacker's own company: people with many numbers, one who leads the rest, and groups. */
async function plunder(world: World, attacker: TestTenant): Promise<Loot> {
  const scim = world.scim(attacker);
  const create = async (path: string, body: object): Promise<string> => {
    let answer = await scim.post(path, body);
    // What is large counts as many; the attack begins with what there is.
    for (let again = 0; answer.status === 429 && again < MOST_REFUSALS; again += 1) {
      await pause(1_000);
      answer = await scim.post(path, body);
    }
    if (answer.status !== 201) throw new Error(`${path} was answered ${answer.status}`);
    return String(answer.body?.id);
  };
  const managerId = await create('Users', newUser('lead@attacker.example'));
  const phoneNumbers = Array.from({ length: 1_000 }, (_, at) => ({ value: `+1 555 ${at}`, type: 'other' }));
  const userIds: string[] = [];
  for (let at = 0; at < ATTACKERS_PEOPLE; at += 1) {
    const manager = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: managerId } } };
    userIds.push(await create('Users', newUser(`p${at}@attacker.example`, { phoneNumbers, ...manager })));
  }
  const groupIds: string[] = [];
  for (let at = 0; at < ATTACKERS_GROUPS; at += 1) {
    groupIds.push(await create('Groups', { displayName: `Group ${at}`, members: [] }));
  }
  const largeIds: string[] = [];
  const display = 'd'.repeat(LARGE_DISPLAY);
  const much = phoneNumbers.map((number) => ({ ...number, display }));
  for (let at = 0; at < ATTACKERS_LARGE_PEOPLE; at += 1) {
    const large = { phoneNumbers: much, externalId: SHARED_EXTERNAL_ID };
    largeIds.push(await create('Users', newUser(`l${at}@attacker.example`, large)));
  }
  scim.close();
  return { userIds, groupIds, managerId, largeIds, link: linkSecret('auditor', attacker.id), count: 0 };
}

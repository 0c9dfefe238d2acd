import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import { newUser } from '../support/load.js';
import type { Answer, ScimClient } from '../support/scim-client.js';
import type { TestTenant, World } from '../support/world.js';
import { signedIn } from './signed-in.js';

/** What the neighbour saw: milliseconds of each request, and of each refusal its status. */
export interface Seen {
  readonly times: number[];
  readonly refused: number[];
  /** Milliseconds from a create until the process' API shows it. */
  readonly arrivals: number[];
  /** The slowest request of all: what it was, and its milliseconds. */
  slowest: { readonly what: string; readonly ms: number };
}

const EVERY_MS = 60;
const PEOPLE = 20;
/** One request in so many is a create whose arrival is waited for. */
const ARRIVAL_EVERY = 15;
const ARRIVES_WITHIN_MS = 30_000;
/** Between two looks for what was created: with all else that it reads less than a reader's rate. */
const LOOK_EVERY_MS = 40;

const UNPUBLISHED = `
  select from outbox as o join outbox_unpublished as u on u.id = o.id where o.resource_id = $1`;

const OVERVIEW = [
  '/api/session',
  '/api/scim-api/admin/tenants/self/connections',
  '/api/scim-api/activity/groups',
  '/api/scim-api/activity/cycles',
];

const ARRIVED = {
  directory: (id: string) => `/employees/${id}`,
  audit: (id: string) => `/entries?resource=${id}`,
};

/** A company that does what Entra does, all day: look-ups and creates, and its readers' requests. */
export class Neighbour {
  readonly #world: World;
  readonly #tenant: TestTenant;
  readonly #scim: ScimClient;
  readonly #database: Client;
  readonly #people: { id: string; userName: string }[] = [];
  #count = 0;
  /** What it sends to the console, where it has signed in. */
  #page: Promise<Readonly<Record<string, string>>> | undefined;

  constructor(world: World, tenant: TestTenant) {
    this.#world = world;
    this.#tenant = tenant;
    this.#scim = world.scim(tenant);
    this.#database = new Client({ connectionString: world.ownerUrl('scim-api') });
  }

  /** @throws Error when a person cannot be created while nobody else is there */
  async settle(): Promise<void> {
    await this.#database.connect();
    for (let at = 0; at < PEOPLE; at += 1) {
      const answer = await this.#create();
      if (answer.status !== 201) throw new Error(`the neighbour's create was answered ${answer.status}`);
    }
  }

  /** Sends a request to `process` every 60 ms until the signal; one after the other, as one job of Entra does. */
  async live(process: ProcessName, until: AbortSignal): Promise<Seen> {
    const seen: Seen = { times: [], refused: [], arrivals: [], slowest: { what: '', ms: 0 } };
    while (!until.aborted) {
      // What the relay takes begins where scim-api has answered.
      const created = process === 'relay' ? await this.#create() : null;
      const begun = performance.now();
      const what = this.#count;
      const arrives = this.#count % ARRIVAL_EVERY === 0 ? this.#arrival(process) : null;
      const status = await (arrives ?? (created === null ? this.#request(process) : this.#published(created)));
      (arrives === null ? seen.times : seen.arrivals).push(performance.now() - begun);
      const ms = performance.now() - begun;
      if (ms > seen.slowest.ms) seen.slowest = { what: `request ${what} (${what % 5})`, ms };
      if (status === 0 || status === 429 || status >= 500) seen.refused.push(status);
      await pause(Math.max(0, EVERY_MS - (performance.now() - begun)));
    }
    return seen;
  }

  async close(): Promise<void> {
    this.#scim.close();
    await this.#database.end();
  }

  async #request(process: ProcessName): Promise<number> {
    this.#count += 1;
    const { id, userName } = this.#people[this.#count % this.#people.length] ?? { id: '', userName: '' };
    switch (process) {
      case 'scim-api':
        return (await this.#lookUpOrWrite(id, userName)).status;
      case 'relay':
        return this.#published(await this.#create());
      case 'directory':
        return this.#read('directory', [`/employees/${id}`, '/employees?limit=20', '/employees?search=person']);
      case 'audit':
        return this.#read('audit', [`/entries?resource=${id}`, '/entries?limit=20']);
      case 'notifier':
        return this.#read('notifier', ['/deliveries?limit=20']);
      case 'console':
        return this.#look();
    }
  }

  /** As the page Overview asks, and what its session is asked by every page. */
  async #look(): Promise<number> {
    this.#page ??= signedIn(this.#world, this.#tenant.id);
    const path = OVERVIEW[this.#count % OVERVIEW.length] ?? '';
    const answer = await fetch(`${this.#world.constellation.url('console')}${path}`, { headers: await this.#page });
    await answer.arrayBuffer();
    return answer.status;
  }

  #lookUpOrWrite(id: string, userName: string): Promise<Answer> {
    switch (this.#count % 5) {
      case 0:
        return this.#create();
      case 1:
        return this.#scim.get(`Users/${id}`);
      case 2:
        return this.#scim.find('externalId', userName.split('@')[0] ?? '');
      case 3:
        return this.#scim.patch(`Users/${id}`, [{ op: 'replace', path: 'title', value: `t${this.#count}` }]);
      default:
        return this.#scim.find('userName', userName);
    }
  }

  async #create(): Promise<Answer> {
    const userName = `n${Date.now()}.${this.#count}@neighbour.example`;
    this.#count += 1;
    const answer = await this.#scim.post('Users', newUser(userName));
    if (answer.status === 201 && this.#people.length < PEOPLE)
      this.#people.push({ id: String(answer.body?.id), userName });
    return answer;
  }

  /** From the answer to a create until the relay has published its event, as the outbox says. */
  async #published({ status, body }: Answer): Promise<number> {
    if (status !== 201) return status;
    const until = performance.now() + ARRIVES_WITHIN_MS;
    while (performance.now() < until) {
      const { rowCount } = await this.#database.query(UNPUBLISHED, [body?.id]);
      if (rowCount === 0) return status;
      await pause(5);
    }
    return 0;
  }

  /** A create until it is seen, of the processes that show people; null of the others. */
  #arrival(process: ProcessName): Promise<number> | null {
    if (process !== 'directory' && process !== 'audit') return null;
    return this.#arrives(process);
  }

  async #arrives(process: 'directory' | 'audit'): Promise<number> {
    this.#count += 1;
    const { status, body } = await this.#create();
    if (status !== 201) return status;
    const id = String(body?.id);
    const until = performance.now() + ARRIVES_WITHIN_MS;
    while (performance.now() < until) {
      const answer = await this.#world.read(this.#tenant, process, ARRIVED[process](id));
      if (answer.status === 429 || answer.status >= 500) return answer.status;
      if (answer.status === 200 && JSON.stringify(answer.body).includes(`"${id}"`)) return 200;
      await pause(LOOK_EVERY_MS);
    }
    return 0;
  }

  async #read(audience: 'directory' | 'audit' | 'notifier', paths: readonly string[]): Promise<number> {
    const path = paths[this.#count % paths.length] ?? '';
    const { status } = await this.#world.read(this.#tenant, audience, path).catch(() => ({ status: 0 }));
    return status;
  }
}

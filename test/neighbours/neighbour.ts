import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import { newUser } from '../support/load.js';
import type { Answer, ScimClient } from '../support/scim-client.js';
import type { TestTenant, World } from '../support/world.js';

/** What the neighbour saw: milliseconds of each request, and of each refusal its status. */
export interface Seen {
  readonly times: number[];
  readonly refused: number[];
}

const EVERY_MS = 60;
const PEOPLE = 20;

/** A company that does what Entra does, all day: look-ups and creates, and its readers' requests. */
export class Neighbour {
  readonly #scim: ScimClient;
  readonly #people: { id: string; userName: string }[] = [];
  #count = 0;

  constructor(
    private readonly world: World,
    private readonly tenant: TestTenant,
  ) {
    this.#scim = world.scim(tenant);
  }

  /** @throws Error when a person cannot be created while nobody else is there */
  async settle(): Promise<void> {
    for (let at = 0; at < PEOPLE; at += 1) {
      const answer = await this.#create();
      if (answer.status !== 201) throw new Error(`the neighbour's create was answered ${answer.status}`);
    }
  }

  /** Sends a request to `process` every 60 ms until the signal; one after the other, as one job of Entra does. */
  async live(process: ProcessName, until: AbortSignal): Promise<Seen> {
    const seen: Seen = { times: [], refused: [] };
    while (!until.aborted) {
      const begun = performance.now();
      const status = await this.#request(process);
      seen.times.push(performance.now() - begun);
      if (status === 0 || status === 429 || status >= 500) seen.refused.push(status);
      await pause(Math.max(0, EVERY_MS - (performance.now() - begun)));
    }
    return seen;
  }

  close(): void {
    this.#scim.close();
  }

  async #request(process: ProcessName): Promise<number> {
    this.#count += 1;
    const { id, userName } = this.#people[this.#count % this.#people.length] ?? { id: '', userName: '' };
    switch (process) {
      case 'scim-api':
        return (await this.#lookUpOrWrite(id, userName)).status;
      case 'relay':
        return this.#publish();
      case 'directory':
        return this.#read('directory', [`/employees/${id}`, '/employees?limit=20', '/employees?search=person']);
      case 'audit':
        return this.#read('audit', [`/entries?resource=${id}`, '/entries?limit=20']);
      case 'notifier':
        return this.#read('notifier', ['/deliveries?limit=20']);
    }
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

  /** From the request until the relay has published its event, as the outbox says. */
  async #publish(): Promise<number> {
    const { status, body } = await this.#create();
    if (status !== 201) return status;
    const published = async (): Promise<boolean> => {
      const sql = 'select 1 from outbox where tenant_id = $1 and resource_id = $2 and published_at is null';
      return (await this.world.query('scim-api', sql, [this.tenant.id, body?.id])).length === 0;
    };
    while (!(await published())) await pause(5);
    return status;
  }

  async #read(audience: 'directory' | 'audit' | 'notifier', paths: readonly string[]): Promise<number> {
    const path = paths[this.#count % paths.length] ?? '';
    const { status } = await this.world.read(this.tenant, audience, path).catch(() => ({ status: 0 }));
    return status;
  }
}

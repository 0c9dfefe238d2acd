import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newUser } from '../support/load.js';
import { ScimClient, type Answer } from '../support/scim-client.js';
import type { Target } from './generator.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/**
 * A connection of Entra: of 25 requests 11 look for somebody, 12 write, and 2 are refused; one of the writes is a Bulk. No more are
 * refused than are listed of a connection in a minute (`REFUSALS_LISTED`): the others are counted, and no event says their ids.
 */
export class Mix {
  readonly #client: ScimClient;
  readonly #people: { readonly id: string; readonly userName: string }[] = [];
  readonly #groups: string[] = [];
  #step = 0;

  constructor(target: Target) {
    this.#client = new ScimClient({ ...target, connections: 1 });
  }

  /** Sends the next one. Not answered, it is sent again, a while later, as Entra does: false. */
  async next(): Promise<boolean> {
    const { status } = await this.#send(this.#step);
    const isAnswered = status !== 0 && status !== 502;
    if (isAnswered) this.#step += 1;
    else await pause(100);
    return isAnswered;
  }

  close(): void {
    this.#client.close();
  }

  #send(step: number): Promise<Answer> {
    const person = this.#people[(step * 7) % Math.max(1, this.#people.length)];
    if (person === undefined) return this.#create();
    const turn = step % 25;
    if (turn < 10) return this.#client.find('userName', turn < 8 ? person.userName : randomUUID());
    if (turn === 10) return this.#client.get(`Users/${person.id}`);
    if (turn < 16) return this.#create();
    if (turn < 20) return this.#client.patch(`Users/${person.id}`, [retitled(step)]);
    return this.#rarely(turn, person, step);
  }

  #rarely(turn: number, { id, userName }: { readonly id: string; readonly userName: string }, step: number) {
    const [group] = this.#groups;
    if (turn === 20) return this.#client.post('Users', newUser(userName));
    if (turn === 21) return this.#client.patch(`Users/${randomUUID()}`, [retitled(step)]);
    if (turn === 22) return this.#client.post('Bulk', { schemas: [BULK], Operations: operationsOn(id, step) });
    if (turn === 23 && group !== undefined)
      return this.#client.patch(`Groups/${group}`, [
        { op: 'Replace', path: 'displayName', value: `Group ${randomUUID()}` },
      ]);
    if (turn === 23) return this.#createGroup();
    return this.#leave();
  }

  async #create(): Promise<Answer> {
    const userName = `${randomUUID()}@bench.example`;
    const answer = await this.#client.post('Users', newUser(userName));
    if (answer.status === 201) this.#people.push({ id: String(answer.body?.id), userName });
    return answer;
  }

  async #createGroup(): Promise<Answer> {
    const answer = await this.#client.post('Groups', { schemas: [GROUP], displayName: `Group ${randomUUID()}` });
    if (answer.status === 201) this.#groups.push(String(answer.body?.id));
    return answer;
  }

  /** Whoever came last: gone, and answered or not, nobody asks for them again. */
  #leave(): Promise<Answer> {
    const last = this.#people.length > 1 ? this.#people.pop() : undefined;
    return last === undefined ? this.#create() : this.#client.delete(`Users/${last.id}`);
  }
}

function retitled(step: number): object {
  return { op: 'Replace', path: 'title', value: `title ${step} ${randomUUID()}` };
}

/** Two who come, one who is changed, and nobody who goes. */
function operationsOn(id: string, step: number): readonly object[] {
  const people = Array.from({ length: 2 }, () => newUser(`${randomUUID()}@bench.example`));
  return [
    ...people.map((data, at) => ({ method: 'POST', path: '/Users', bulkId: `b${at}`, data })),
    { method: 'PATCH', path: `/Users/${id}`, data: { schemas: [PATCH_OP], Operations: [retitled(step)] } },
    { method: 'DELETE', path: `/Users/${randomUUID()}` },
  ];
}

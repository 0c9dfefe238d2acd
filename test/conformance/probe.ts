import type { Granted } from './access-token.js';
import { NoAnswer, type Answer, type Client, type Request } from './client.js';
import type { Created } from './created.js';
import type { Exchange } from './exchange.js';
import { describe, expectList, expectResource, Skipped, type Listed } from './expect.js';
import { textAt, type Json, type JsonObject } from './json.js';
import type { Names } from './names.js';
import type { Target } from './target.js';
import { GROUP, PATCH_OP, USER } from './urns.js';

export interface Made {
  readonly id: string;
  readonly path: string;
  /** As the target answered it. */
  readonly body: JsonObject;
  readonly answer: Answer;
}

/** What the checks of one run share. */
export interface Session {
  readonly client: Client;
  readonly token: string;
  /** Undefined where it was given, and nobody knows how it came about. */
  readonly granted: Granted | undefined;
  readonly target: Target;
  readonly created: Created;
  readonly names: Names;
  /** Made once, used by several checks. */
  readonly shared: Map<string, Promise<unknown>>;
}

type Query = Readonly<Record<string, string>>;

/** What one check sends, and what came back. */
export class Probe {
  readonly exchanges: Exchange[] = [];

  constructor(readonly session: Session) {}

  get target(): Target {
    return this.session.target;
  }

  get users(): string {
    return this.target.endpoint('User');
  }

  get groups(): string {
    return this.target.endpoint('Group');
  }

  async send(request: Request): Promise<Answer> {
    try {
      const answer = await this.session.client.send(request);
      this.exchanges.push(answer.exchange);
      this.session.created.note(request, answer);
      return answer;
    } catch (error) {
      if (error instanceof NoAnswer) {
        this.exchanges.push(error.exchange);
        this.session.created.noteLost(request);
      }
      throw error;
    }
  }

  get(path: string, query: Query = {}): Promise<Answer> {
    return this.send({ method: 'GET', path, query });
  }

  post(path: string, body: Json, query: Query = {}): Promise<Answer> {
    return this.send({ method: 'POST', path, body, query });
  }

  put(path: string, body: Json, query: Query = {}): Promise<Answer> {
    return this.send({ method: 'PUT', path, body, query });
  }

  patch(path: string, operations: readonly JsonObject[], query: Query = {}): Promise<Answer> {
    return this.send({ method: 'PATCH', path, query, body: { schemas: [PATCH_OP], Operations: operations } });
  }

  delete(path: string): Promise<Answer> {
    return this.send({ method: 'DELETE', path });
  }

  find(filter: string, query: Query = {}): Promise<Answer> {
    return this.get(this.users, { filter, ...query });
  }

  async list(path: string, query: Query = {}): Promise<Listed> {
    return expectList(await this.get(path, query));
  }

  /** The resource as it is now. */
  async read(made: { readonly path: string }): Promise<Answer> {
    const answer = await this.get(made.path);
    expectResource(answer, 200);
    return answer;
  }

  name(what = 'user'): string {
    return this.session.names.next(what);
  }

  /** The body of a user as Entra creates one, as far as the target knows its attributes. */
  userBody(attributes: JsonObject = {}): JsonObject {
    const userName = this.name();
    return this.target.known({
      schemas: [USER, ...Object.keys(attributes).filter((name) => name.startsWith('urn:'))],
      userName,
      externalId: `ext-${userName}`,
      active: true,
      displayName: 'Ada Lovelace',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ type: 'work', value: userName, primary: true }],
      ...attributes,
    });
  }

  groupBody(attributes: JsonObject = {}): JsonObject {
    return { schemas: [GROUP], displayName: this.name('group'), ...attributes };
  }

  user(attributes: JsonObject = {}): Promise<Made> {
    return this.#make(this.users, this.userBody(attributes));
  }

  group(attributes: JsonObject = {}): Promise<Made> {
    return this.#make(this.groups, this.groupBody(attributes));
  }

  /** Skips the check when not even a plain user can be created and read. */
  async expectWorking(): Promise<void> {
    await this.shared('working', async () => {
      const { path } = await this.user();
      const answer = await this.get(path);
      if (answer.status !== 200) throw new Skipped(`nothing to check with: GET ${path} answered ${describe(answer)}`);
    });
  }

  skip(reason: string): never {
    throw new Skipped(reason);
  }

  /** The same for all checks that name it. */
  async shared<T>(key: string, make: () => Promise<T>): Promise<T> {
    const { shared } = this.session;
    if (!shared.has(key)) shared.set(key, make());
    return (await shared.get(key)) as T;
  }

  async #make(endpoint: string, body: JsonObject): Promise<Made> {
    const answer = await this.post(endpoint, body);
    const id = textAt(answer.body, 'id');
    if (answer.status < 200 || answer.status > 299 || id === undefined) {
      throw new Skipped(`nothing to check with: POST ${endpoint} answered ${describe(answer)}`);
    }
    return { id, path: `${endpoint}/${id}`, body: expectResource(answer, answer.status), answer };
  }
}

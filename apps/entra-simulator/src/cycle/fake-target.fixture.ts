import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../wire/json.js';
import { TargetUnreachable, type Answer, type Method, type Target } from '../wire/target.js';

type Body = Record<string, Json>;

/** A SCIM target in memory that knows what Entra sends in its default dialect, and can be told to misbehave. */
export class FakeTarget implements Target {
  readonly users = new Map<string, Body>();
  readonly groups = new Map<string, Body>();
  readonly requests: { readonly method: Method; readonly path: string; readonly body: object | undefined }[] = [];
  /** Answers instead of the target where it returns something; `lost` does what was asked for, and answers nothing. */
  fault: (method: Method, path: string) => Partial<Answer> | 'lost' | 'away' | undefined = () => undefined;

  request(method: Method, path: string, body?: object): Promise<Answer> {
    this.requests.push({ method, path, body });
    const fault = this.fault(method, path);
    if (fault === 'away') return Promise.reject(new TargetUnreachable('no answer came: ECONNREFUSED'));
    if (fault !== undefined && fault !== 'lost')
      return Promise.resolve(answer(fault.status ?? 500, fault.body ?? null));
    const done = this.#handle(method, path, JSON.parse(JSON.stringify(body ?? {})) as JsonObject);
    return fault === 'lost'
      ? Promise.reject(new TargetUnreachable('no answer came: ECONNRESET'))
      : Promise.resolve(done);
  }

  /** Requests that change something. */
  get writes(): string[] {
    return this.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path.split('/')[1]}`);
  }

  by(userName: string): Body {
    const found = [...this.users.values()].find((user) => user.userName === userName);
    if (found === undefined) throw new Error(`no ${userName} in the target`);
    return found;
  }

  #handle(method: Method, path: string, body: JsonObject): Answer {
    const [, kind = '', id = ''] = /^\/(Users|Groups)\/?([^?]*)/.exec(path) ?? [];
    const all = kind === 'Users' ? this.users : this.groups;
    if (method === 'GET' && id === '') return list([...all.values()].filter(matcher(path)), path);
    if (method === 'POST') return this.#create(all, kind, body);
    const found = all.get(id);
    if (found === undefined) return answer(404, null);
    if (method === 'DELETE') {
      all.delete(id);
      return answer(204, null);
    }
    if (method === 'PATCH') apply(found, body.Operations as readonly JsonObject[]);
    return answer(200, path.includes('excludedAttributes=members') ? { ...found, members: [] } : found);
  }

  #create(all: Map<string, Body>, kind: string, body: JsonObject): Answer {
    const name = kind === 'Users' ? 'userName' : 'displayName';
    const isTaken = [...all.values()].some((one) => lower(one[name]) === lower(body[name]));
    if (isTaken) return answer(409, { scimType: 'uniqueness' });
    const id = randomUUID();
    const created: Body = { ...body, id };
    all.set(id, created);
    return answer(201, created);
  }
}

function answer(status: number, body: Json): Answer {
  return { status, body, text: JSON.stringify(body), milliseconds: 0 };
}

function list(found: readonly Body[], path: string): Answer {
  const Resources = path.includes('excludedAttributes=members') ? found.map((one) => ({ ...one, members: [] })) : found;
  return answer(200, { totalResults: Resources.length, Resources });
}

function matcher(path: string): (one: Body) => boolean {
  const filter = new URLSearchParams(path.split('?')[1] ?? '').get('filter');
  const clauses = (filter ?? '').split(' and ').flatMap((clause) => {
    const [, name, value] = /^(\w+) eq "(.*)"$/.exec(clause) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return (one) => clauses.every(([name, value]) => lower(valueOf(one, name)) === lower(value));
}

function lower(value: Json | undefined): string {
  return JSON.stringify(value ?? null).toLowerCase();
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function valueOf(one: Body, name: string): Json | undefined {
  if (name !== 'manager') return one[name];
  const extension = one[ENTERPRISE];
  return isObject(extension) ? extension.manager : undefined;
}

/** Add, Replace and Remove of what the default mapping has. */
function apply(one: Body, operations: readonly JsonObject[]): void {
  for (const { op, path, value } of operations) {
    const name = typeof path === 'string' ? path : '';
    if (name === 'members') {
      const ids = (value as readonly { value: string }[]).map((member) => member.value);
      const before = (one.members ?? []) as readonly { value: string }[];
      const others = before.filter((member) => !ids.includes(member.value));
      one.members = op === 'Add' ? [...others, ...ids.map((id) => ({ value: id }))] : others;
    } else if (name.startsWith(ENTERPRISE)) {
      const attribute = name.slice(ENTERPRISE.length + 1);
      const extension = isObject(one[ENTERPRISE]) ? one[ENTERPRISE] : {};
      one[ENTERPRISE] = { ...extension, [attribute]: op === 'Remove' ? null : (value ?? null) };
    } else if (name === 'active') {
      one.active = value === 'True' || value === true;
    } else {
      one[name] = op === 'Remove' ? null : (value ?? null);
    }
  }
}

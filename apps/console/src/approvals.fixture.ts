import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { emptyTables, type Browser, type TestConsole } from './console.fixture.js';
import { localAccount, type Visitor } from './visitor.fixture.js';

/** An identity administrator with a passkey. */
export interface Administrator {
  readonly id: string;
  readonly visitor: Visitor;
}

/** What somebody is answered: the status, and the code of what was refused. */
export type Said = readonly [number, string?];

interface Listed {
  readonly items: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  readonly needed: boolean;
}

export const REASON = 'She asked to be forgotten.';

export async function beginWithNobody(console: TestConsole): Promise<void> {
  await emptyTables(
    console.owner,
    'approvals, accounts, sessions, passkeys, setup_links, sign_on, outbox, outbox_unpublished cascade',
  );
  console.services.answers.clear();
}

export async function administrators(console: TestConsole, count: number): Promise<readonly Administrator[]> {
  const made: Administrator[] = [];
  for (let one = 0; one < count; one += 1) made.push(await localAccount(console));
  await emptyTables(console.owner, 'outbox, outbox_unpublished');
  return made;
}

/** Asks and decides at a console. */
export class Approvals {
  constructor(
    readonly console: TestConsole,
    readonly url: string = console.service.url,
  ) {}

  async send(by: Browser, path: string, body: unknown = {}, method = 'POST'): Promise<Said> {
    const answer = await this.console.as(by, path, { method, body }, this.url);
    const text = await answer.text();
    const { code } = (text === '' ? {} : JSON.parse(text)) as { readonly code?: string };
    return code === undefined ? [answer.status] : [answer.status, code];
  }

  ask(by: Browser, more: object = {}): Promise<Said> {
    return this.send(by, '/api/approvals', { act: 'people.erase', object: 'ada', reason: REASON, ...more });
  }

  async list(by: Browser): Promise<Listed> {
    return (await (await this.console.as(by, '/api/approvals', {}, this.url)).json()) as Listed;
  }

  /** The id of what was asked last. */
  async last(by: Browser): Promise<string> {
    return (await this.list(by)).items[0]?.id ?? randomUUID();
  }

  async decide(by: Browser, how: 'approve' | 'decline' = 'approve', id?: string): Promise<Said> {
    return this.send(by, `/api/approvals/${id ?? (await this.last(by))}/${how}`);
  }

  erase(by: Browser, id = 'ada'): Promise<Said> {
    return this.send(by, `/api/directory/employees/${id}/data`, { reason: REASON, name: 'Ada' }, 'DELETE');
  }

  /** What the console has signed of who erases, newest last. */
  signed(): readonly unknown[] {
    return this.console.services
      .forms()
      .map((form) => decodeJwt(form.get('subject_token') ?? '').approved)
      .filter((approved) => approved !== undefined);
  }
}

import type { People } from '../people/person.js';
import { NO_TENANT, type Session } from '../sessions/session.js';
import { audienceOf, type Addresses } from './services.js';
import type { Tokens } from './tokens.js';

const TIMEOUT_MS = 5_000;
/** The most that a page has; several people may have the same external id, and large ones come in several pages. */
const LIMIT = 200;
const MOST_PAGES = 50;

/** The directory did not say what it was asked. */
export class Unheard extends Error {
  constructor(because: string) {
    super(`the directory cannot be asked: ${because}`);
    this.name = 'Unheard';
  }
}

/** Asks the directory for the console itself, which reads as whoever looks after people does. */
export function peopleAt(directory: Addresses, tokens: Tokens): People {
  return {
    of: async (tenantId, externalIds) => {
      const active = new Map<string, boolean>();
      let cursor: string | null = null;
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const page: Page = await pageOf({ directory, tokens, tenantId }, queryOf(externalIds, cursor));
        // Of several people of one id one that is active is enough.
        for (const one of page.items) active.set(one.externalId, one.active || active.get(one.externalId) === true);
        if (page.next === null) return active;
        cursor = page.next;
      }
      throw new Unheard('its answer does not end');
    },
  };
}

function queryOf(externalIds: readonly string[], cursor: string | null): string {
  const query = new URLSearchParams({ limit: String(LIMIT), ...(cursor !== null && { cursor }) });
  for (const id of externalIds) query.append('externalId', id);
  return query.toString();
}

interface Asked {
  readonly directory: Addresses;
  readonly tokens: Tokens;
  readonly tenantId: string;
}

async function pageOf({ directory, tokens, tenantId }: Asked, query: string): Promise<Page> {
  const [self, audience] = [itself(tenantId), audienceOf('directory', '/employees')];
  const answer = await fetch(`${directory.url}/employees?${query}`, {
    headers: { authorization: `Bearer ${await tokens.of(self, audience)}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 401) tokens.drop(self, audience);
  if (answer.status !== 200) throw new Unheard(`it answered ${answer.status}`);
  return pageIn(await answer.json());
}

function itself(tenantId: string): Session {
  const account = {
    id: 'console-itself',
    tenantId,
    kind: 'local',
    name: 'console',
    locale: null,
    theme: null,
    person: null,
    seesSensitive: false,
  } as const;
  return {
    id: `console-itself ${tenantId}`,
    account: { ...account, roles: tenantId === NO_TENANT ? [] : ['people'] },
    methods: [],
    address: null,
    authTime: new Date(),
    endsAt: new Date(8_640_000_000_000_000),
  };
}

interface Page {
  readonly items: readonly { readonly externalId: string; readonly active: boolean }[];
  readonly next: string | null;
}

/** What is no page says nothing of anybody: nobody is gone for it. */
function pageIn(body: unknown): Page {
  const members = new Map<string, unknown>(Object.entries(body ?? {}));
  const [items, next = null] = [members.get('items'), members.get('next')];
  if (!Array.isArray(items) || (next !== null && typeof next !== 'string')) throw new Unheard('its answer is no page');
  return { items: items.map(personIn), next };
}

function personIn(item: unknown): Page['items'][number] {
  const members = new Map<string, unknown>(Object.entries(item ?? {}));
  const [externalId, active] = [members.get('externalId'), members.get('active')];
  if (typeof externalId !== 'string' || typeof active !== 'boolean') throw new Unheard('its answer names no person');
  return { externalId, active };
}

import { setTimeout as pause } from 'node:timers/promises';
import { domainToASCII } from 'node:url';
import { BoundedMap, PROBLEM_MEDIA_TYPE } from '#service';
import { NO_TENANT, type Session } from '../sessions/session.js';
import { AskedNames, type NameFrom } from './asked-names.js';
import { audienceOf, baseOf, type Addresses } from './services.js';
import type { Tokens } from './tokens.js';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  /** Of IANA: where its days end. */
  readonly timeZone: string;
}

/** How a tenant stands, as far as scim-api could be asked. */
export type Standing =
  | { readonly kind: 'stands'; readonly tenant: Tenant }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'gone' }
  /** scim-api is away or refuses us: what it said last holds on. */
  | { readonly kind: 'unknown'; readonly tenant: Tenant };

interface Known {
  until: number;
  readonly standing: Promise<Standing>;
  isUnknown: boolean;
}

/** Suspended tenants' sessions are refused within 60 s: half of it is left for what is under way. */
export const KEPT_MS = 30_000;
/** What could not be learned is asked again soon: scim-api starts as we do. */
const UNKNOWN_MS = 2_000;
export const MOST_TENANTS = 2_000;
const TIMEOUT_MS = 3_000;
/** Of whom it could not be learned before: a scim-api that hangs must not hold up what the others answer, each time anew. */
const AGAIN_MS = 300;

/** Of suspended tenants nobody gets a token, and a role may see no settings: the console asks as an operator, and reads alone. */
const ITSELF: Session = {
  id: 'console-itself',
  account: {
    id: 'console-itself',
    tenantId: NO_TENANT,
    kind: 'local',
    name: 'console',
    roles: ['operator'],
    locale: null,
    theme: null,
    person: null,
    seesSensitive: false,
  },
  methods: [],
  address: null,
  authTime: new Date(),
  endsAt: new Date(8_640_000_000_000_000),
};

/** The tenants of the sessions: asked of scim-api, at most once in 30 s each. */
export class Tenants {
  readonly #scimApi: Addresses;
  readonly #tokens: Tokens;
  readonly #now: () => number;
  readonly #known = new BoundedMap<string, Known>(MOST_TENANTS);
  readonly #names = new BoundedMap<string, Tenant>(MOST_TENANTS);
  readonly #asked = new AskedNames((who) => this.#called(who));

  constructor(scimApi: Addresses, tokens: Tokens, now: () => number = Date.now) {
    this.#scimApi = scimApi;
    this.#tokens = tokens;
    this.#now = now;
  }

  /** Null: operators belong to none. */
  of(tenantId: string): Promise<Standing | null> {
    if (tenantId === NO_TENANT) return Promise.resolve(null);
    const known = this.#known.get(tenantId);
    if (known !== undefined && this.#now() < known.until) return known.standing;
    return known?.isUnknown === true ? this.#askAgain(tenantId, known) : this.#askAfresh(tenantId);
  }

  /**
   * The tenant that stands and is called so: by its slug, or by a mail address of a domain that is its own. Null: there is none, or
   * scim-api cannot be asked. See {@link AskedNames}.
   */
  called(who: string, from: NameFrom): Promise<string | null> {
    return this.#asked.of(who, from);
  }

  async #called(who: string): Promise<string | null> {
    try {
      const answer = await this.#fetch(pathOf(who));
      const body: unknown = answer.ok ? await answer.json() : null;
      const id: unknown = new Map(Object.entries(body ?? {})).get('id');
      return typeof id === 'string' && standingIn(id, body).kind === 'stands' ? id : null;
    } catch {
      return null;
    }
  }

  async #askAfresh(tenantId: string): Promise<Standing> {
    const asked: Known = { until: this.#now() + KEPT_MS, standing: this.#ask(tenantId), isUnknown: false };
    this.#known.set(tenantId, asked);
    const standing = await asked.standing;
    asked.isUnknown = standing.kind === 'unknown';
    if (asked.isUnknown) asked.until = this.#now() + UNKNOWN_MS;
    return standing;
  }

  /** What was said last holds until there is an answer, or none. */
  #askAgain(tenantId: string, known: Known): Promise<Standing> {
    const answer = this.#askAfresh(tenantId);
    const asked = this.#known.get(tenantId);
    this.#known.set(tenantId, { ...known, until: Infinity });
    const heard = answer.then((standing) => {
      if (asked !== undefined) this.#known.set(tenantId, asked);
      return standing;
    });
    return Promise.race([heard, pause(AGAIN_MS, known.standing, { ref: false })]);
  }

  async #ask(tenantId: string): Promise<Standing> {
    try {
      const standing = await this.#askNow(tenantId);
      if (standing.kind === 'stands') this.#names.set(tenantId, standing.tenant);
      return standing;
    } catch {
      return this.#unknown(tenantId);
    }
  }

  async #askNow(tenantId: string): Promise<Standing> {
    const answer = await this.#fetch(`/admin/tenants/${tenantId}`);
    if (answer.status === 404 && isOurs(answer)) return { kind: 'gone' };
    if (!answer.ok) return this.#unknown(tenantId);
    return standingIn(tenantId, await answer.json());
  }

  async #fetch(path: string): Promise<Response> {
    const audience = audienceOf('scim-api', path);
    const answer = await fetch(baseOf(this.#scimApi, path) + path, {
      headers: { authorization: `Bearer ${await this.#tokens.of(ITSELF, audience)}` },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status === 401) this.#tokens.drop(ITSELF, audience);
    return answer;
  }

  #unknown(id: string): Standing {
    return { kind: 'unknown', tenant: this.#names.get(id) ?? { id, name: '', slug: id, timeZone: UTC } };
  }
}

/** What can be none is asked for all the same: how long an answer takes is to say nothing. */
function pathOf(who: string): string {
  const at = who.lastIndexOf('@');
  if (at < 0) return `/admin/tenants/by-slug/${SLUG.test(who) ? who : NONE}`;
  const domain = domainToASCII(who.slice(at + 1));
  return `/admin/tenants/by-domain/${DOMAIN.test(domain) ? domain : NONE}`;
}

/** Where the days of a tenant end that has not said it. */
const UTC = 'UTC';

/** As scim-api makes them, and as host names are. */
const SLUG = /^[a-z0-9-]{1,48}$/;
const DOMAIN = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,10}$/;
const NONE = '-';

/** Accounts end by it: a proxy's own 404, while scim-api is away, is no word of scim-api's. */
function isOurs({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE) === true;
}

function standingIn(id: string, body: unknown): Standing {
  const members = new Map<string, unknown>(Object.entries(body ?? {}));
  if (typeof members.get('suspendedAt') === 'string') return { kind: 'suspended' };
  const text = (name: string): string | undefined => {
    const value = members.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const tenant = { id, name: text('name') ?? '', slug: text('slug') ?? id, timeZone: text('timeZone') ?? UTC };
  return { kind: 'stands', tenant };
}

import { randomBytes, randomUUID } from 'node:crypto';

/** What an application is told of when the session ends. */
export interface Participant {
  readonly appId: string;
  readonly protocol: 'oidc' | 'saml';
  /** Of SAML: who and which session the assertion named. */
  readonly nameId: string | null;
  readonly sessionIndex: string | null;
}

/** Somebody who is signed in with a browser. */
export interface BrowserSession {
  readonly tenantId: string;
  readonly oid: string;
  /** `sid` of id tokens. */
  readonly sid: string;
  readonly authTime: Date;
  readonly participants: Participant[];
}

// A demonstration has a handful of each.
const MOST = 1_000;
const COOKIE = 'ESTSAUTH';

/** In memory: they end with the process. */
export class BrowserSessions {
  readonly #all = new Map<string, BrowserSession>();

  /** Of one tenant: the cookie is that of the whole host. */
  of(cookie: string | null, tenantId: string): BrowserSession | null {
    const found = this.#all.get(idIn(cookie));
    return found?.tenantId === tenantId ? found : null;
  }

  /** Somebody proved who they are: a session, or the same again where it is the same person's. Returns its cookie. */
  begin(
    who: Pick<BrowserSession, 'tenantId' | 'oid'>,
    { cookie, now }: { cookie: string | null; now: Date },
  ): [BrowserSession, setCookie: string] {
    const before = this.end(cookie);
    const isSame = before?.oid === who.oid && before.tenantId === who.tenantId;
    const id = randomBytes(32).toString('base64url');
    const session: BrowserSession = {
      ...who,
      sid: isSame ? before.sid : randomUUID(),
      authTime: now,
      participants: isSame ? before.participants : [],
    };
    this.#all.set(id, session);
    forgetOldest(this.#all);
    return [session, `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`];
  }

  end(cookie: string | null): BrowserSession | null {
    const id = idIn(cookie);
    const session = this.#all.get(id) ?? null;
    this.#all.delete(id);
    return session;
  }
}

export function take(participants: Participant[], one: Participant): void {
  const at = participants.findIndex(({ appId, protocol }) => appId === one.appId && protocol === one.protocol);
  participants.splice(at < 0 ? participants.length : at, 1, one);
}

function idIn(cookie: string | null): string {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(cookie ?? '')?.[1] ?? '';
}

/** Keeps the newest of what is kept in memory. */
export function forgetOldest(all: Map<string, unknown>): void {
  for (const key of all.keys()) {
    if (all.size <= MOST) return;
    all.delete(key);
  }
}

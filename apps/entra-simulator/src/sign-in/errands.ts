import { randomBytes } from 'node:crypto';
import type { SourceUser } from '../source/source.js';
import { forgetOldest, type BrowserSession, type BrowserSessions } from './browser-sessions.js';
import type { Application } from './identity-provider.js';
import { signInPage } from './pages.js';
import { assertAssigned, personNamed, personOf, type Place } from './place.js';
import { Refusal } from './refusal.js';
import type { Asked, Reply } from './reply.js';

/** What an application sent somebody here for: each protocol says how it ends. */
export interface Errand {
  readonly application: Application;
  /** Whoever is signed in proves it again: `prompt=login`, `ForceAuthn`. */
  readonly isForced: boolean;
  readonly maxAgeSeconds: number | null;
  /** Nobody may be asked anything: `prompt=none`, `IsPassive`. */
  readonly isSilent: boolean;
  readonly hint: string | null;
  readonly succeed: (who: SignedIn, place: Place) => Reply;
  readonly fail: (refusal: Refusal, place: Place) => Reply;
}

export interface SignedIn {
  readonly user: SourceUser;
  readonly session: BrowserSession;
}

interface Waiting {
  readonly errand: Errand;
  readonly until: number;
}

const PATIENCE_MS = 600_000;

/** Errands of those who are looking at the sign-in page; in memory, so that they end with the process. */
export class Errands {
  readonly #waiting = new Map<string, Waiting>();

  constructor(readonly sessions: BrowserSessions) {}

  /** Answers at once where a session says who it is, else with the sign-in page. */
  begin(errand: Errand, { cookie }: Asked, place: Place): Reply {
    const session = this.sessions.of(cookie, place.provider.tenantId);
    const user = session === null ? null : personOf(place, session.oid);
    if (session !== null && user !== null && isFresh(session, errand, place)) {
      return finish(errand, { user, session }, place);
    }
    if (errand.isSilent) return errand.fail(new Refusal(50058), place);
    const flow = randomBytes(16).toString('base64url');
    this.#waiting.set(flow, { errand, until: place.now.getTime() + PATIENCE_MS });
    forgetOldest(this.#waiting);
    return signInPage(place, { flow, application: errand.application, hint: errand.hint, complaint: null });
  }

  /** What the sign-in page posts: who it is, or that it is nobody. */
  go({ form, cookie }: Asked, place: Place): Reply {
    const flow = form.get('flow') ?? '';
    const waiting = this.#waiting.get(flow);
    if (waiting === undefined || waiting.until < place.now.getTime()) throw new Refusal(165000);
    const { errand } = waiting;
    if (form.has('cancel')) {
      this.#waiting.delete(flow);
      return errand.fail(new Refusal(65004), place);
    }
    const name = form.get('person') ?? form.get('upn') ?? '';
    try {
      const user = personNamed(place, name);
      this.#waiting.delete(flow);
      const [session, setCookie] = this.sessions.begin(
        { tenantId: place.provider.tenantId, oid: user.id },
        { cookie, now: place.now },
      );
      const reply = finish(errand, { user, session }, place);
      return { ...reply, headers: { ...reply.headers, 'set-cookie': setCookie } };
    } catch (error) {
      if (!(error instanceof Refusal) || !this.#waiting.has(flow)) throw error;
      const { application } = errand;
      return signInPage(place, { flow, application, hint: name, complaint: error.describedAt(place.now) });
    }
  }
}

function isFresh({ authTime }: BrowserSession, { isForced, maxAgeSeconds }: Errand, { now }: Place): boolean {
  if (isForced) return false;
  return maxAgeSeconds === null || (maxAgeSeconds > 0 && now.getTime() - authTime.getTime() <= maxAgeSeconds * 1000);
}

function finish(errand: Errand, who: SignedIn, place: Place): Reply {
  assertAssigned(place, errand.application, who.user);
  return errand.succeed(who, place);
}

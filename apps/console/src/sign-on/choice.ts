import { randomBytes } from 'node:crypto';
import { isLoopback, readCookie } from '../sessions/cookie.js';
import type { Former } from '../sessions/session.js';
import { APP_ROLES } from './app-roles.js';
import type { Found } from './found.js';
import { Seal } from './seal.js';
import type { HeldAgainst } from './settings.js';

/** Somebody of a tenant of Entra that several companies here take people of: which of them they mean is theirs to say. */
export interface Choice {
  /** By which it is remembered that it was used. */
  readonly id: string;
  readonly found: Omit<Found, 'authTime'> & { readonly authTime: string | null };
  readonly heldAgainst: HeldAgainst;
  /** Among which they choose. */
  readonly tenants: readonly string[];
  readonly to: string;
  readonly former: Former | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** So long somebody may look at the page. */
const CHOICE_SECONDS = 300;
/** Characters of the page to go on to: a browser drops a cookie above 4 KiB, and says nothing. */
const MOST_TO = 500;
const KNOWN: ReadonlySet<string> = new Set(APP_ROLES.flatMap(({ value, name }) => [value, name]));

/** The choice in a cookie of its own, sealed, which only pages of this site bring back. */
export class Choices {
  readonly #name: string;
  readonly #rules: string;
  readonly #seal: Seal;

  /** @param secret the same in all replicas */
  constructor(secret: string, consoleUrl: string) {
    const isPlain = isLoopback(consoleUrl);
    this.#seal = new Seal(secret, 'choice held against');
    this.#name = isPlain ? 'rollcall-choice' : '__Host-rollcall-choice';
    this.#rules = `; Path=/; HttpOnly; SameSite=Strict${isPlain ? '' : '; Secure'}`;
  }

  /** The header that sets it. */
  set(
    found: Found,
    about: Pick<Choice, 'heldAgainst' | 'tenants' | 'to' | 'former'>,
    now: number = Date.now(),
  ): string {
    const id = randomBytes(16).toString('base64url');
    // A cookie is small: roles that mean nothing here stay out of it.
    const appRoles = found.appRoles.filter((role) => KNOWN.has(role));
    const kept = { ...found, appRoles, authTime: found.authTime?.toISOString() ?? null };
    const to = about.to.length > MOST_TO ? '/' : about.to;
    const choice: Choice = { ...about, to, id, found: kept, expiresAt: now + CHOICE_SECONDS * 1_000 };
    const sealed = this.#seal.close(JSON.stringify(choice), this.#name).toString('base64url');
    return `${this.#name}=${sealed}; Max-Age=${CHOICE_SECONDS}${this.#rules}`;
  }

  /** The header that takes it away. */
  get end(): string {
    return `${this.#name}=; Max-Age=0${this.#rules}`;
  }

  /** Null: there is none, it is not ours, or it has expired. */
  read(header: string | undefined, now: number = Date.now()): Choice | null {
    const sealed = readCookie(header, this.#name);
    const text = sealed === undefined ? null : this.#seal.open(Buffer.from(sealed, 'base64url'), this.#name);
    if (text === null) return null;
    // Nobody but us can have sealed it.
    const choice = JSON.parse(text) as Choice;
    return choice.expiresAt > now ? choice : null;
  }
}

export function foundIn({ found }: Choice): Found {
  return { ...found, authTime: found.authTime === null ? null : new Date(found.authTime) };
}

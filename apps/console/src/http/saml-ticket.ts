import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isLoopback, readCookie } from '../sessions/cookie.js';
import type { Seal } from '../sign-on/seal.js';
import type { Found } from '../sign-on/found.js';
import type { HeldAgainst } from '../sign-on/settings.js';

/** Somebody whom Entra sent unasked, until they say that they want to come in. */
export interface Ticket {
  readonly id: string;
  /** What the form of our page brings, and no other page knows. */
  readonly token: string;
  readonly tenantId: string;
  readonly found: Omit<Found, 'authTime'> & { readonly authTime: string };
  readonly nameId: string;
  readonly heldAgainst: HeldAgainst;
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** So long somebody may look at the page. */
export const TICKET_SECONDS = 120;

/** The ticket in a cookie of its own, sealed, which only pages of this site bring back. */
export class Tickets {
  readonly #name: string;
  readonly #rules: string;
  readonly #seal: Seal;

  constructor(seal: Seal, consoleUrl: string) {
    const isPlain = isLoopback(consoleUrl);
    this.#seal = seal;
    this.#name = isPlain ? 'rollcall-continue' : '__Host-rollcall-continue';
    this.#rules = `; Path=/; HttpOnly; SameSite=Strict${isPlain ? '' : '; Secure'}`;
  }

  make(about: Omit<Ticket, 'id' | 'token' | 'expiresAt'>, now: number = Date.now()): Ticket {
    const [id, token] = [randomBytes(16), randomBytes(32)].map((bytes) => bytes.toString('base64url'));
    return { ...about, id: id ?? '', token: token ?? '', expiresAt: now + TICKET_SECONDS * 1_000 };
  }

  set(ticket: Ticket): string {
    const sealed = this.#seal.close(JSON.stringify(ticket), this.#name).toString('base64url');
    return `${this.#name}=${sealed}; Max-Age=${TICKET_SECONDS}${this.#rules}`;
  }

  get end(): string {
    return `${this.#name}=; Max-Age=0${this.#rules}`;
  }

  /** Null: there is none, it is not ours, has expired, or the form is of another page. */
  read(header: string | undefined, token: string, now: number = Date.now()): Ticket | null {
    const sealed = readCookie(header, this.#name);
    const text = sealed === undefined ? null : this.#seal.open(Buffer.from(sealed, 'base64url'), this.#name);
    if (text === null) return null;
    // Nobody but us can have sealed it.
    const ticket = JSON.parse(text) as Ticket;
    return ticket.expiresAt > now && isSame(ticket.token, token) ? ticket : null;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

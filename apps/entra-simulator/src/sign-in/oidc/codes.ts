import { forgetOldest } from '../browser-sessions.js';
import { Refusal } from '../refusal.js';
import type { Challenge } from './challenge.js';
import type { SignInFacts } from './id-token.js';

/** What a code stands for. */
export interface Grant {
  readonly tenantId: string;
  readonly appId: string;
  readonly redirectUri: string;
  readonly challenge: Challenge | null;
  readonly facts: SignInFacts;
}

interface Kept {
  readonly grant: Grant;
  readonly until: number;
  readonly isRedeemed: boolean;
}

// Of Entra's.
const LIFE_MS = 600_000;

/** Authorization codes, each for one token. */
export class Codes {
  readonly #all = new Map<string, Kept>();

  constructor(readonly now: () => number) {}

  give(code: string, grant: Grant): void {
    this.#all.set(code, { grant, until: this.now() + LIFE_MS, isRedeemed: false });
    forgetOldest(this.#all);
  }

  /** In which tenant somebody signed in for it. */
  tenantOf(code: string): string | null {
    return this.#all.get(code)?.grant.tenantId ?? null;
  }

  /** @throws Refusal of one that is not known, was redeemed, or is of another application or too old */
  redeem(code: string, appId: string): Grant {
    const kept = this.#all.get(code);
    if (kept?.grant.appId !== appId) throw new Refusal(70000);
    if (kept.isRedeemed) throw new Refusal(54005);
    this.#all.set(code, { ...kept, isRedeemed: true });
    if (kept.until < this.now()) throw new Refusal(70008);
    return kept.grant;
  }
}

import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { CHALLENGE_SECONDS, type Challenges, type Purpose } from './challenge.js';

/** What is kept of one. */
export interface Passkey {
  readonly id: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** A challenge that was answered, to be remembered until it would have ended. */
export interface Answered {
  readonly hash: Buffer;
  readonly expiresAt: Date;
}

/** Ed25519, ES256, RS256 (COSE). */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT = CHALLENGE_SECONDS * 1_000;

/** WebAuthn for the console's own name: the user is verified, origin and name are ours, a challenge is answered once. */
export class Passkeys {
  readonly #challenges: Challenges;
  readonly #origin: string;
  readonly #name: string;

  constructor(challenges: Challenges, consoleUrl: string) {
    this.#challenges = challenges;
    this.#origin = new URL(consoleUrl).origin;
    this.#name = new URL(consoleUrl).hostname;
  }

  /** @param person whose it is to be: shown by the authenticator @param known of theirs: an authenticator that has one makes no other */
  offer(
    browser: string,
    person: { readonly id: string; readonly name: string },
    known: readonly string[] = [],
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return generateRegistrationOptions({
      rpName: 'Rollcall',
      rpID: this.#name,
      userName: person.name,
      userDisplayName: person.name,
      userID: new Uint8Array(Buffer.from(person.id.replaceAll('-', ''), 'hex')),
      challenge: this.#challenges.make(browser, 'set-up'),
      timeout: TIMEOUT,
      attestationType: 'none',
      excludeCredentials: known.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  ask(browser: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: this.#name,
      challenge: this.#challenges.make(browser, 'sign-in'),
      timeout: TIMEOUT,
      userVerification: 'required',
    });
  }

  /** Null: it is not what was offered. */
  async made(
    browser: string,
    response: RegistrationResponseJSON,
  ): Promise<(Answered & { readonly passkey: Passkey }) | null> {
    const { answered, expectedChallenge } = this.#expecting(browser, 'set-up');
    const found = await verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: this.#origin,
      expectedRPID: this.#name,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => null);
    const [first] = answered;
    if (found?.verified !== true || first === undefined) return null;
    const { id, publicKey, counter } = found.registrationInfo.credential;
    const transports = (response.response.transports ?? []).slice(0, 10);
    return { ...first, passkey: { id, publicKey, counter, transports } };
  }

  /** Null: it is not this passkey's answer to a challenge of ours. */
  async used(
    browser: string,
    response: AuthenticationResponseJSON,
    known: Passkey,
  ): Promise<(Answered & { readonly counter: number }) | null> {
    const { answered, expectedChallenge } = this.#expecting(browser, 'sign-in');
    const { id, publicKey, counter } = known;
    const found = await verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: this.#origin,
      expectedRPID: this.#name,
      credential: { id, publicKey, counter },
      requireUserVerification: true,
    }).catch(() => null);
    const [first] = answered;
    if (found?.verified !== true || first === undefined) return null;
    return { ...first, counter: found.authenticationInfo.newCounter };
  }

  #expecting(browser: string, purpose: Purpose) {
    const answered: Answered[] = [];
    const expectedChallenge = (challenge: string): boolean => {
      const judged = this.#challenges.judge(challenge, browser, purpose);
      if (judged !== null) answered.push(judged);
      return judged !== null;
    };
    return { answered, expectedChallenge };
  }
}

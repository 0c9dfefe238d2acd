import type { CredentialFacts } from '../rules/credentials.js';
import type { ApprovalFacts } from '../rules/approval.js';
import type { EmergencyFacts } from '../rules/emergency.js';
import type { GatheredFacts } from '../rules/gather.js';
import type { LeaverFacts, PersonFacts } from '../rules/intent.js';
import type { RefusalFacts } from '../rules/refusals.js';
import type { SignOnFacts } from '../rules/sign-on-end.js';
import type { Verdict } from './after-attempt.js';

/** What the digest of an initial cycle says; counted when it is released. */
export interface DigestFacts {
  readonly people: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly active: number;
  readonly withManager: number;
  readonly withoutMail: number;
}

/** What is not in order in the installation, for its operator; nothing in it: all is well again. */
export interface OperatorFacts {
  readonly at: string;
  readonly troubles: readonly { readonly process: string; readonly says: string }[];
  /** Matters beyond those that are listed. */
  readonly more: number;
}

/** Of a domain into which mails are not sent. */
export interface DomainFacts {
  readonly domain: string;
}

/** Of a notification address that waits for its reader: the page that confirms it, and until when. */
export interface ConfirmationFacts {
  readonly link: string;
  readonly until: string;
}

/** Of a mail that somebody has asked for to see whether it arrives. */
export interface TestFacts {
  readonly askedAt: string;
}

/** Of a notification address that refuses, told to the others. */
export interface RefusingFacts {
  readonly address: string;
  /** As the mail server answered: `550 5.1.1`. */
  readonly code: string;
  readonly since: string;
}

/** What a template is filled with, with the word that tells which. */
export type Facts =
  | { readonly template: 'joiner'; readonly facts: PersonFacts }
  | { readonly template: 'leaver'; readonly facts: LeaverFacts }
  | { readonly template: 'refusals'; readonly facts: RefusalFacts }
  | { readonly template: 'credential'; readonly facts: CredentialFacts }
  | { readonly template: 'initial-cycle'; readonly facts: DigestFacts }
  | { readonly template: 'domain'; readonly facts: DomainFacts }
  | { readonly template: 'test'; readonly facts: TestFacts }
  | { readonly template: 'refusing'; readonly facts: RefusingFacts }
  | { readonly template: 'emergency'; readonly facts: EmergencyFacts }
  | { readonly template: 'approval'; readonly facts: ApprovalFacts }
  | { readonly template: 'sign-on'; readonly facts: SignOnFacts }
  | { readonly template: 'confirmation'; readonly facts: ConfirmationFacts }
  | { readonly template: 'digest'; readonly facts: GatheredFacts }
  | { readonly template: 'operator'; readonly facts: OperatorFacts };

/** A delivery that this process may send, until `leaseUntil`. */
export interface Claimed {
  readonly id: string;
  /** null for a mail to the operator. */
  readonly tenantId: string | null;
  readonly template: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly tenantName: string;
  /** @throws Error when what is stored fits no template */
  readonly content: () => Facts;
  /** Which attempt this is; what is recorded counts only while it is still the last one. */
  readonly attempts: number;
  readonly refusals: number;
  readonly since: Date;
  readonly traceparent: string | null;
}

/** Where deliveries are claimed and what became of them is kept. */
export interface DeliveryStore {
  /** A delivery that is due and may be sent, by turns of the tenants, now `sending` for this process alone; null if none is due. */
  claim(now: Date, leaseMs: number): Promise<Claimed | null>;
  /** Commits that the message's first byte is about to be written. False: the claim has been lost, do not write. */
  beginData(claimed: Claimed, now: Date): Promise<boolean>;
  /** False: the delivery has gone its way without this attempt (somebody resent it). */
  record(claimed: Claimed, verdict: Verdict, options: { now: Date; wasRefused: boolean }): Promise<boolean>;
}

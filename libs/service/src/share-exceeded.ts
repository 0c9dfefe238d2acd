import { meter } from '#telemetry';

/** What is shared out among tenants, and among the networks of those who are not known yet. */
export type ShareKind = 'list' | 'look-up' | 'write' | 'bytes' | 'answers' | 'message';

const refused = meter.createCounter('rollcall_share_refused', {
  description: 'Requests answered 429 because their tenant used more than its share, by what was shared',
});

const LONGEST_SECONDS = 60;

/** A tenant asks for more than its share of something that others want, too: 429 (RFC 6585 §4). */
export class ShareExceeded extends Error {
  readonly code = 'SHARE_EXCEEDED';
  /** Whole seconds, from 1 to 60 (RFC 9110 §10.2.3). */
  readonly retryAfter: number;

  constructor(
    readonly kind: ShareKind,
    seconds = 1,
  ) {
    const retryAfter = Math.min(LONGEST_SECONDS, Math.max(1, Math.ceil(seconds)));
    super(`${WHAT[kind]}; repeat the request after ${retryAfter} s, and send fewer at once.`);
    this.name = 'ShareExceeded';
    this.retryAfter = retryAfter;
    refused.add(1, { kind });
  }
}

const WHAT: Readonly<Record<ShareKind, string>> = {
  list: 'This company has used its share of the time for lists and searches',
  'look-up': 'Too many look-ups of this company wait',
  write: 'Too many writes of this company wait',
  message: 'Too many sign-in messages from this network wait',
  answers: 'This company has been answered with more bytes in the last seconds than is its share',
  bytes: 'What this company has sent and asked for at this moment is larger than its share of the memory',
};

import { STATUS_CODES } from 'node:http';

/** RFC 9457 §3. `type` is `urn:rollcall:problem:<code>`: the code is what a client may depend on. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly [extension: string]: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * An answer of status 4xx or 5xx as an error: `throw new Problem(404, 'not-found', 'There is no such employee.')`.
 * `detail` is for a person and may be shown; `extensions` are further members of the body.
 */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
  }

  body(requestId: string): ProblemBody {
    return {
      ...this.extensions,
      type: `urn:rollcall:problem:${this.code}`,
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.detail,
      requestId,
    };
  }
}

// The same words whoever asks and whatever is there: an answer tells no tenant's things from nobody's.
export const UNAUTHENTICATED = new Problem(401, 'unauthenticated', 'A valid bearer token is needed.');
export const NOT_FOUND = new Problem(404, 'not-found', 'There is nothing here.');

/** What a service refused, in the words of its problem+json (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string | null;
  /** What was asked, for whoever looks it up. */
  readonly requestId: string | null;
  /** The service that is away, where one is. */
  readonly service: string | null;

  constructor(status: number, body: unknown, requestId: string | null) {
    super(text(body, 'detail') ?? text(body, 'title') ?? `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = text(body, 'code');
    this.requestId = requestId ?? text(body, 'requestId');
    this.service = text(body, 'service');
  }
}

export function isProblem(error: unknown, status: number): error is ApiProblem {
  return error instanceof ApiProblem && error.status === status;
}

function text(body: unknown, member: string): string | null {
  if (typeof body !== 'object' || body === null || !(member in body)) return null;
  const value = (body as Readonly<Record<string, unknown>>)[member];
  return typeof value === 'string' ? value : null;
}

/** What an answer may take: of time, and of bytes. */
export interface Bounds {
  readonly withinMs: number;
  readonly mostBytes: number;
}

/** An answer that leads elsewhere, or is larger than it may be. */
export class UnfitAnswer extends Error {
  constructor(
    readonly fault: 'elsewhere' | 'too-large',
    message: string,
  ) {
    super(message);
    this.name = 'UnfitAnswer';
  }
}

/**
 * Fetches what is small, whole: no redirect is followed, no cookie or credential of a former answer goes along, and an answer that is
 * larger or late is none.
 *
 * @throws UnfitAnswer
 * @throws Error whatever `fetch` throws
 */
export async function fetchWithin(url: string | URL, init: RequestInit, bounds: Bounds): Promise<Response> {
  const signal = AbortSignal.timeout(bounds.withinMs);
  const answer = await fetch(url, { ...init, signal, redirect: 'manual', credentials: 'omit' });
  if (REDIRECTS.has(answer.status)) {
    await answer.body?.cancel();
    throw new UnfitAnswer('elsewhere', 'the answer leads elsewhere, where nobody follows it');
  }
  const body = await bytesOf(answer, bounds.mostBytes);
  const { status, statusText, headers } = answer;
  return new Response(MAY_HAVE_NO_BODY.has(status) ? null : body, { status, statusText, headers });
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAY_HAVE_NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Counted as they come, for a length that is told may be a lie, and what is compressed has none. */
async function bytesOf({ body }: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const stream: AsyncIterable<Uint8Array> | Uint8Array[] = body ?? [];
  for await (const chunk of stream) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > most) throw new UnfitAnswer('too-large', `the answer has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

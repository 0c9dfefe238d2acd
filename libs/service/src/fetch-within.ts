/** What an answer may take: of time, and of bytes. */
export interface Bounds {
  readonly withinMs: number;
  readonly mostBytes: number;
}

/**
 * Fetches what is small, whole: no redirect is followed, no cookie or credential of a former answer goes along, and an answer that is
 * larger or late is none.
 *
 * @throws Error
 */
export async function fetchWithin(url: string | URL, init: RequestInit, bounds: Bounds): Promise<Response> {
  const signal = AbortSignal.timeout(bounds.withinMs);
  const answer = await fetch(url, { ...init, signal, redirect: 'error', credentials: 'omit' });
  const body = await bytesOf(answer, bounds.mostBytes);
  const { status, statusText, headers } = answer;
  return new Response(MAY_HAVE_NO_BODY.has(status) ? null : body, { status, statusText, headers });
}

const MAY_HAVE_NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Counted as they come, for a length that is told may be a lie, and what is compressed has none. */
async function bytesOf({ body }: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const stream: AsyncIterable<Uint8Array> | Uint8Array[] = body ?? [];
  for await (const chunk of stream) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > most) throw new Error(`the answer has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

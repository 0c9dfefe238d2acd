import { MetadataRefused } from './metadata-fault.js';
import { MOST_XML_BYTES } from './xml.js';

const TIMEOUT_MS = 3_000;

/**
 * The bytes of a tenant's metadata. The address is of the table of clouds and of two GUIDs, never one that somebody gave: no
 * redirects, no more than 256 KiB, 3 s for all of it.
 *
 * @throws MetadataRefused
 */
export async function fetchMetadata(url: string): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { redirect: 'manual', credentials: 'omit', signal }).catch(unreachable);
  if (answer.status === 400 || answer.status === 404) throw await dropped(answer, 'not-found');
  if (answer.status !== 200) throw await dropped(answer, 'refused');
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of bytesOf(answer)) {
      chunks.push(chunk);
      length += chunk.length;
      // Whoever leaves the loop closes the connection.
      if (length > MOST_XML_BYTES) throw new MetadataRefused('too-large');
    }
  } catch (error) {
    throw error instanceof MetadataRefused ? error : new MetadataRefused('unreachable', error);
  }
  return Buffer.concat(chunks);
}

/** Fetch's bodies are of bytes, which their type does not say. */
function bytesOf({ body }: Response): AsyncIterable<Uint8Array> | Uint8Array[] {
  return (body as AsyncIterable<Uint8Array> | null) ?? [];
}

function unreachable(error: unknown): never {
  throw new MetadataRefused('unreachable', error);
}

async function dropped({ body }: Response, code: 'not-found' | 'refused'): Promise<MetadataRefused> {
  await body?.cancel().catch(() => undefined);
  return new MetadataRefused(code);
}

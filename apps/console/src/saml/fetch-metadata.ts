import { fetchWithin, UnfitAnswer } from '#service';
import { MetadataRefused } from './metadata-fault.js';
import { MOST_XML_BYTES } from './xml.js';

const BOUNDS = { withinMs: 3_000, mostBytes: MOST_XML_BYTES };
const FAULTS = { elsewhere: 'refused', 'too-large': 'too-large' } as const;

/**
 * The bytes of a tenant's metadata. The address is of the table of clouds and of two GUIDs, never one that somebody gave.
 *
 * @throws MetadataRefused
 */
export async function fetchMetadata(url: string): Promise<Uint8Array> {
  const answer = await fetchWithin(url, {}, BOUNDS).catch((error: unknown) => {
    throw new MetadataRefused(error instanceof UnfitAnswer ? FAULTS[error.fault] : 'unreachable', error);
  });
  if (answer.status === 400 || answer.status === 404) throw new MetadataRefused('not-found');
  if (answer.status !== 200) throw new MetadataRefused('refused');
  return new Uint8Array(await answer.arrayBuffer());
}

/**
 * How many lanes the outbox is read by, and so the most relays that can share the work. A row keeps the lane it was
 * written with: change this only while nothing waits in the outbox, or a key's rows could stand in two lanes.
 */
export const LANES = 16;

/** The lane of a record's key: FNV-1a (32 bits) of its UTF-8 bytes, modulo {@link LANES}. The only place it is computed. */
export function laneOf(key: string): number {
  let hash = OFFSET;
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    // Keys are ids, and each of their characters is its byte.
    if (unit > 0x7f) return laneOfBytes(Buffer.from(key, 'utf8'));
    hash = Math.imul(hash ^ unit, PRIME);
  }
  return (hash >>> 0) % LANES;
}

function laneOfBytes(key: Uint8Array): number {
  const hash = key.reduce((so, byte) => Math.imul(so ^ byte, PRIME), OFFSET);
  return (hash >>> 0) % LANES;
}

const [OFFSET, PRIME] = [0x811c9dc5, 0x01000193];

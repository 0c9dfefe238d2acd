/**
 * How many lanes the outbox is read by, and so the most relays that can share the work. A row keeps the lane it was
 * written with: change this only while nothing waits in the outbox, or a key's rows could stand in two lanes.
 */
export const LANES = 16;

/** The lane of a record's key: FNV-1a (32 bits) of its UTF-8 bytes, modulo {@link LANES}. The only place it is computed. */
export function laneOf(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0) % LANES;
}

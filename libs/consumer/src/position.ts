import type { Watermarks } from './source.js';
import type { StoredPosition } from './statements/ensure-offset.js';

/**
 * Why nothing may be read from the stored position, or null. Each of these would lose or invent events in silence, so a
 * person decides: kafkajs on its own would go on from the earliest offset.
 */
export function positionFlaw(stored: StoredPosition, clusterId: string, marks: Watermarks): string | null {
  if (stored.clusterId !== clusterId) {
    return `the offset was stored for cluster ${stored.clusterId}, and this is ${clusterId}`;
  }
  if (stored.next < marks.low) {
    return `offset ${stored.next} is out of range: the log begins at ${marks.low}, events between are gone`;
  }
  if (stored.next > marks.high) {
    return `offset ${stored.next} is out of range: the log ends at ${marks.high}, it is not the one that was read`;
  }
  return null;
}

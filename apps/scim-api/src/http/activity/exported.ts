import type { Asker } from '#service';
import type { ActivityFilter } from '../../activity/filter.js';
import { itemOf } from '../../activity/item.js';
import type { ActivityReader, Place } from '../../activity/storage/activity-reader.js';

/** Requests of a page of an export. */
const PAGE = 500;

/** A page at a time: the next one is read when the client has taken this one, and between two nothing is held. */
export async function* exportedFrom(
  activity: ActivityReader,
  asker: Asker,
  filter: ActivityFilter,
): AsyncGenerator<string> {
  let after: Place | null = null;
  for (;;) {
    const requests = await activity.next(asker, filter, { after, order: 'oldest', limit: PAGE });
    const last = requests.at(-1);
    if (last === undefined) return;
    yield requests.map((request) => `${JSON.stringify(itemOf(request))}\n`).join('');
    if (requests.length < PAGE) return;
    after = { time: last.time.toISOString(), requestId: last.requestId, operation: last.operation };
  }
}

import type { Asker } from '#service';
import type { ActivityFilter } from '../../activity/filter.js';
import { itemOf } from '../../activity/item.js';
import type { ActivityReader, Place } from '../../activity/storage/activity-reader.js';
import type { Values } from './values.js';

/** Requests of a page of an export. */
const PAGE = 500;

/** A page at a time: the next one is read when the client has taken this one, and between two nothing is held. */
export async function* exportedFrom(
  { activity, values }: { readonly activity: ActivityReader; readonly values: Pick<Values, 'placesOf'> },
  asker: Asker,
  filter: ActivityFilter,
): AsyncGenerator<string> {
  let after: Place | null = null;
  for (;;) {
    const requests = await activity.next(asker, filter, { after, order: 'oldest', limit: PAGE });
    const last = requests.at(-1);
    if (last === undefined) return;
    const places = await values.placesOf(asker.tenantId, requests);
    yield requests.map((one) => `${JSON.stringify(itemOf(one, places(one)))}\n`).join('');
    if (requests.length < PAGE) return;
    after = { time: last.time.toISOString(), requestId: last.requestId, operation: last.operation };
  }
}

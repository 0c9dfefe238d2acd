import { Type, type Static } from 'typebox';
import { MOST_COUNTED } from '../storage/statements/count-deliveries.js';
import { STATUSES, storedStatuses, type Status } from './delivery-view.js';

/** How many mails are in which state. */
export const DeliveryTotals = Type.Object({
  items: Type.Array(
    Type.Object({
      status: Type.Unsafe<Status>(Type.Union(STATUSES.map((status) => Type.Literal(status)))),
      count: Type.Integer({ minimum: 0 }),
    }),
    { description: 'Every state once, those without a mail included.' },
  ),
  next: Type.Null(),
  isExact: Type.Boolean({ description: `False: there are more than ${MOST_COUNTED}, and these are of the newest.` }),
});
export type DeliveryTotals = Static<typeof DeliveryTotals>;

export function deliveryTotals(counts: ReadonlyMap<string, number>): DeliveryTotals {
  const items = STATUSES.map((status) => {
    const stored = storedStatuses(status).map((one) => counts.get(one) ?? 0);
    return { status, count: stored.reduce((sum, count) => sum + count, 0) };
  });
  const all = items.reduce((sum, { count }) => sum + count, 0);
  return { items, next: null, isExact: all <= MOST_COUNTED };
}

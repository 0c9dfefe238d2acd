import { useFiltering, type Filtering } from '../../ui/filtering.ts';
import type { DeliveryFilter } from './parameters.ts';

const NOTHING: DeliveryFilter = { status: '', personId: '', eventId: '' };

/** Of the deliveries. */
export function useFilter(): Filtering<DeliveryFilter> {
  return useFiltering(NOTHING);
}

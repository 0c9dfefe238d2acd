import { useFiltering, type Filtering } from '../../ui/filtering.ts';
import type { AuditFilter } from './parameters.ts';

const NOTHING: AuditFilter = {
  person: '',
  path: '',
  value: '',
  type: '',
  outcome: '',
  requestId: '',
  from: '',
  to: '',
};

/** Of the entries. */
export function useFilter(): Filtering<AuditFilter> {
  return useFiltering(NOTHING);
}

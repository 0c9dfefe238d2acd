import { isId } from '../../api/id.ts';

export type DeliveryFilter = Readonly<Record<'status' | 'personId' | 'eventId', string>>;

export const STATUSES = ['pending', 'accepted', 'uncertain', 'failed', 'suppressed', 'gathered'] as const;
export type Status = (typeof STATUSES)[number];

interface Asked {
  readonly status?: Status;
  readonly personId?: string;
  readonly eventId?: string;
}

/** As the API's parameters; an id that is none narrows nothing, and its field says so. */
export function parametersOf({ status, personId, eventId }: DeliveryFilter): Asked {
  const known = STATUSES.find((one) => one === status);
  return {
    ...(known !== undefined && { status: known }),
    ...(isId(personId) && { personId }),
    ...(isId(eventId) && { eventId }),
  };
}

/** For who may not see addresses: the first letter, and the domain. */
export function masked(address: string): string {
  return address.replace(/^(.)[^@]*@/u, '$1…@');
}

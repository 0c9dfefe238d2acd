import type { Vouched } from './complete.js';

/** Whom an answer of Entra names, whatever it was asked for. */
export type Found = Omit<Vouched, 'tenantId' | 'purpose' | 'account' | 'heldAgainst' | 'isUnasked'>;

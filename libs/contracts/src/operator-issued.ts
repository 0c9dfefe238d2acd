import { INSTALLATION, type AdminActed, type AdminEvent } from './admin-events.js';

/** An operator's credential, as the services that did not issue it know it. */
export type IssuedOperator = NonNullable<AdminActed['data']['operator']> & { readonly id: string };

/** Whom the event lets operate, or null. An act of a tenant's is none, whatever it says. */
export function operatorIssuedBy(event: AdminEvent): IssuedOperator | null {
  if (event.type !== 'rollcall.AdminActed' || event.tenantId !== INSTALLATION) return null;
  const { act, object, operator } = event.data;
  return act === 'operators.issue' && operator !== undefined ? { ...operator, id: object.id } : null;
}

// As PostgreSQL prints one: in lower case.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Why no table can hold what an event is of, whatever else it says; null where one can. */
export function idFault({ tenantId, id }: { readonly tenantId: string; readonly id: string }): string | null {
  if (!UUID.test(tenantId)) return 'the tenant id is not a UUID';
  return UUID.test(id) ? null : 'the event id is not a UUID';
}

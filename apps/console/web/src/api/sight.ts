/** Of an operator who looks at a tenant by its grant, the address says at which. */
const LOOKED_AT = /^\/installation\/granted\/([\da-f-]{36})(?:\/|$)/;
/** What administers is not looked at by a grant. */
const READ = /^\/api\/(?!granted\/)([^/]+)\/(?!admin\/)/;

/**
 * Where a read of a page goes: on a page that looks at a tenant by its grant through that, and nowhere else.
 *
 * @param page the path of the page that asks
 */
export function readAt(url: string, page: string): string {
  const [, tenantId] = LOOKED_AT.exec(page) ?? [];
  const asked = new URL(url);
  if (tenantId === undefined || !READ.test(asked.pathname)) return url;
  asked.pathname = asked.pathname.replace('/api/', `/api/granted/${tenantId}/`);
  return asked.href;
}

import type { TestActivity } from '../../activity/activity.fixture.js';

/** A token of a new reader of the tenant. */
export async function tokenOf({ api }: TestActivity, tenantId: string, audience = 'activity'): Promise<string> {
  const { internalUrl, url } = api.service;
  const issued = await fetch(`${internalUrl}/admin/tenants/${tenantId}/readers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Auditor', audiences: [audience] }),
  });
  const { clientId, clientSecret } = (await issued.json()) as { clientId: string; clientSecret: string };
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

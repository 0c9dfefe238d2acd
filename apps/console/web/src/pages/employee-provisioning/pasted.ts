import type { Connection } from './queries.ts';

export type Federation = NonNullable<Connection['federation']>;
type Found = Partial<Pick<Federation, 'cloud' | 'tenantId' | 'subject' | 'audience'>>;

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** A token of Entra has two kilobytes. */
const MOST = 16_384;

const CLOUDS: readonly (readonly [RegExp, Federation['cloud']])[] = [
  [/\.us(\/|$)/, 'usgov'],
  [/(partner\.microsoftonline|chinacloudapi)\.cn(\/|$)/, 'china'],
  [/(microsoftonline\.com|windows\.net)(\/|$)/, 'global'],
];

/**
 * What can be read out of whatever somebody pasted: a whole token (its claims are only copied: the service checks each one that
 * Entra shows), an issuer's address, `api://<id>` or a bare id. Nothing of it is kept or fetched.
 */
export function readPasted(text: string, field: 'tenantId' | 'subject' | 'audience'): Found {
  const pasted = text.trim().slice(0, MOST);
  const claims = claimsOf(pasted);
  if (claims !== null) return ofClaims(claims);
  const id = GUID.exec(pasted)?.[0];
  if (id === undefined) return { [field]: pasted };
  const cloud = cloudOf(pasted);
  return { [field]: id.toLowerCase(), ...(field === 'tenantId' && cloud !== undefined && { cloud }) };
}

function ofClaims({ tid, iss, sub, oid, aud }: Readonly<Record<string, unknown>>): Found {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const issuer = text(iss) ?? '';
  const tenantId = text(tid) ?? GUID.exec(issuer)?.[0];
  const subject = text(sub) ?? text(oid);
  const audience = GUID.exec(text(aud) ?? '')?.[0];
  const cloud = cloudOf(issuer);
  return {
    ...(tenantId !== undefined && { tenantId }),
    ...(subject !== undefined && { subject }),
    ...(audience !== undefined && { audience }),
    ...(cloud !== undefined && { cloud }),
  };
}

function cloudOf(address: string): Federation['cloud'] | undefined {
  return CLOUDS.find(([pattern]) => pattern.test(address))?.[1];
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token) ?? [];
  if (payload === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

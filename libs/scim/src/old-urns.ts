import { accommodate, type Reading } from './quirks.js';
import type { ResourceType } from './schema/attribute.js';
import { ENTERPRISE_USER_URN } from './urn.js';

/** SCIM 1.1 §11, the drafts of 2.0 before RFC 7643, and a sample of Microsoft’s that lost a colon (entra-scim §2.5.1). */
const ENTERPRISE = [
  'urn:scim:schemas:extension:enterprise:1.0',
  'urn:scim:schemas:extension:enterprise:2.0:user',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0user',
];

/** A name, or a path, under the URN of today instead of one of those; every other name as it is. */
export function underUrnOfToday(type: ResourceType, name: string, reading: Reading): string {
  const lower = name.toLowerCase();
  const urns = [
    ['urn:scim:schemas:core:1.0', type.schema.id],
    [`urn:scim:schemas:core:2.0:${type.name.toLowerCase()}`, type.schema.id],
    ...(type.name === 'User' ? ENTERPRISE.map((urn) => [urn, ENTERPRISE_USER_URN] as const) : []),
  ] as const;
  const [old, today] = urns.find(([urn]) => lower === urn || lower.startsWith(`${urn}:`)) ?? [];
  if (old === undefined || today === undefined) return name;
  return accommodate(reading, 'old-urn', () => `${today}${name.slice(old.length)}`) ?? name;
}

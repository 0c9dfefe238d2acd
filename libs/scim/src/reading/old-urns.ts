import { accommodate, type Reading } from './quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { findAttribute, findExtension } from '../schema/lookup.js';
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from '../urn.js';

/** SCIM 1.1 §11, the drafts of 2.0 before RFC 7643, and a sample of Microsoft’s that lost a colon (rules.md, E8). */
const ENTERPRISE = [
  'urn:scim:schemas:extension:enterprise:1.0',
  'urn:scim:schemas:extension:enterprise:2.0:user',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0user',
];

type Renamed = readonly (readonly [old: string, today: string])[];

/** Made once a type; a tenant's own attributes are of the same two. */
const USER_URNS = renamed('user', USER_URN, ENTERPRISE);
const GROUP_URNS = renamed('group', GROUP_URN, []);

function renamed(name: string, today: string, enterprise: readonly string[]): Renamed {
  return [
    ['urn:scim:schemas:core:1.0', today],
    [`urn:scim:schemas:core:2.0:${name}`, today],
    ...enterprise.map((urn) => [urn, ENTERPRISE_USER_URN] as const),
  ];
}

/** A name, or a path, under the URN of today instead of one of those; every other name as it is. */
export function underUrnOfToday(type: ResourceType, name: string, reading: Reading): string {
  // Of nearly all names nothing more is looked at: they were a tenth of what a create leaves to the collector.
  if (name[3] !== ':' || !/^urn:/i.test(name)) return name;
  if (findAttribute(type, name) !== undefined || findExtension(type, name) !== undefined) return name;
  const lower = name.toLowerCase();
  const urns = type.name === 'User' ? USER_URNS : GROUP_URNS;
  const [old, today] = urns.find(([urn]) => lower === urn || lower.startsWith(`${urn}:`)) ?? [];
  if (old === undefined || today === undefined) return name;
  return accommodate(reading, 'old-urn', () => `${today}${name.slice(old.length)}`) ?? name;
}

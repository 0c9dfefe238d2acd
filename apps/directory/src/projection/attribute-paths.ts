import { CUSTOM_USER_URN, ENTERPRISE_USER_URN, type UserResource } from '#contracts';

/** What the API calls otherwise than SCIM does. */
const CALLED: ReadonlyMap<string, string> = new Map([
  ['managerId', 'manager'],
  ['mail', 'emails'],
]);

/** Members of the enterprise extension, which are asked for by their names alone. */
const OF_ENTERPRISE: ReadonlySet<string> = new Set([
  'employeeNumber',
  'costCenter',
  'organization',
  'division',
  'department',
  'manager',
]);

export interface AttributePath {
  /** As changes name it: `title`, `name.familyName`, `urn:…:User:department`. */
  readonly path: string;
  /** From member to member of a resource. */
  readonly members: readonly string[];
}

/**
 * Where an attribute is that somebody asks for by its SCIM path, or by its name alone where that is one of the enterprise
 * extension; of any other name alone it is the user's own, else the company's.
 */
export function attributePaths(attribute: string): readonly AttributePath[] {
  const name = CALLED.get(attribute) ?? attribute;
  if (name.startsWith('urn:')) return [ofUrn(name)];
  const [first = ''] = name.split('.');
  if (OF_ENTERPRISE.has(first)) return [ofUrn(`${ENTERPRISE_USER_URN}:${name}`)];
  const own = { path: name, members: name.split('.') };
  return name.includes('.') ? [own] : [own, { path: `${CUSTOM_USER_URN}:${name}`, members: [CUSTOM_USER_URN, name] }];
}

function ofUrn(path: string): AttributePath {
  const urn = [ENTERPRISE_USER_URN, CUSTOM_USER_URN].find((one) => path.startsWith(`${one}:`));
  if (urn === CUSTOM_USER_URN) return { path, members: [urn, path.slice(urn.length + 1)] };
  const end = urn?.length ?? path.lastIndexOf(':');
  return { path, members: [path.slice(0, end), ...path.slice(end + 1).split('.')] };
}

/** null: not assigned. */
export function valueAt(resource: UserResource | null, { members }: AttributePath): unknown {
  let value: unknown = resource;
  for (const member of members) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return null;
    value = (value as Readonly<Record<string, unknown>>)[member];
  }
  return value ?? null;
}

/** The company's own attributes. */
const OWN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';

/** What reads so is sensitive. */
export const MASK = '***';

/** Names of the attributes that a person's card masks. */
export function maskedIn(extensions: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(extensions[OWN] ?? {}).flatMap(([name, value]) => (value === MASK ? [name] : []));
}

interface Change {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Of a version's changes. */
export function maskedAmong(changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ path, before, after }) => path.startsWith(`${OWN}:`) && (before === MASK || after === MASK))
    .map(({ path }) => path.slice(OWN.length + 1));
}

/** The parts of a target path of a mapping: `emails[type eq "work"].value`, `name.givenName`, `urn:…:User:department`. */
export interface TargetPath {
  /** The URN of an extension; null for the core schema. */
  readonly schema: string | null;
  readonly attribute: string;
  /** The element of a multi-valued attribute: `type eq "work"`, `primary eq "True"`. */
  readonly element: { readonly attribute: string; readonly value: string } | null;
  readonly sub: string | null;
}

const ELEMENT = /^([\w$-]+)\[(\w+) eq "([^"]*)"\](?:\.([\w$-]+))?$/;

/** The name of an extension's attribute may hold dots and spaces (Peakon's do), so a URN is cut at its last colon only. */
export function parsePath(path: string): TargetPath {
  const cut = path.startsWith('urn:') ? path.lastIndexOf(':') : -1;
  const schema = cut === -1 ? null : path.slice(0, cut);
  const rest = path.slice(cut + 1);
  const [, attribute, key, value, sub] = ELEMENT.exec(rest) ?? [];
  if (attribute !== undefined && key !== undefined && value !== undefined) {
    return { schema, attribute, element: { attribute: key, value }, sub: sub ?? null };
  }
  const dot = schema === null ? rest.indexOf('.') : -1;
  if (dot === -1) return { schema, attribute: rest, element: null, sub: null };
  return { schema, attribute: rest.slice(0, dot), element: null, sub: rest.slice(dot + 1) };
}

import type { TargetValue, TargetValues } from '../mapping/attribute-mapping.js';
import { parsePath } from './path.js';
import { isSame } from './read-value.js';

export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
// On every group that Entra creates (Microsoft Learn, "Develop a SCIM endpoint").
const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

type Body = Record<string, unknown>;

/**
 * `POST /Users` as Entra sends it: core and enterprise URN alone in `schemas`, even where a custom extension's attributes
 * are in the body; `active` as a boolean; `meta` and `roles` always there.
 */
export function userBody(values: TargetValues): Body {
  const body: Body = { schemas: [CORE_USER, ENTERPRISE_USER], meta: { resourceType: 'User' }, roles: [] };
  for (const [path, value] of values) put(body, path, path === 'active' ? isSame(true, value) : value);
  return body;
}

/** `POST /Groups`: without its members, which come in PATCHes. */
export function groupBody(values: TargetValues): Body {
  const body: Body = { schemas: [CORE_GROUP, ADSCIM_GROUP], meta: { resourceType: 'Group' } };
  for (const [path, value] of values) put(body, path, value);
  return body;
}

function put(body: Body, path: string, value: TargetValue): void {
  const { schema, attribute, element, sub } = parsePath(path);
  const holder = schema === null ? body : child(body, schema);
  if (element !== null) {
    const one = elementOf(holder, attribute, element);
    one[sub ?? 'value'] = value;
  } else if (sub !== null) {
    child(holder, attribute)[sub] = value;
  } else {
    holder[attribute] = value;
  }
}

function child(holder: Body, name: string): Body {
  const found = holder[name] ?? {};
  holder[name] = found;
  return found as Body;
}

function elementOf(
  holder: Body,
  attribute: string,
  { attribute: key, value }: { attribute: string; value: string },
): Body {
  const list = (holder[attribute] ?? []) as Body[];
  holder[attribute] = list;
  const wanted = key === 'primary' ? value.toLowerCase() === 'true' : value;
  const found = list.find((one) => one[key] === wanted);
  if (found !== undefined) return found;
  const made: Body =
    attribute === 'emails' && key === 'type' ? { primary: wanted === 'work', [key]: wanted } : { [key]: wanted };
  list.push(made);
  return made;
}

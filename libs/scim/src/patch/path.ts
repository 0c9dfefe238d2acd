import { ScimError } from '../errors/error.js';
import { parseInScope } from '../filter/parse.js';
import { elementScope, resourceScope, type Scope } from '../filter/scope.js';
import { shownName } from '../reading/spot.js';
import type { Reading } from '../reading/quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { findSub, subRef, type AttributeRef } from '../schema/lookup.js';
import type { Target } from './operation.js';

export const MAX_PATH_LENGTH = 2_048;

/**
 * RFC 7644 §3.5.2, the path of an operation: attrPath, or valuePath with an optional sub-attribute. Names are looked up
 * whole, so the dots of a URN and the spaces of a company's own attribute names need no care.
 */
export function parsePath(type: ResourceType, path: string, reading: Reading): Target {
  if (path.length > MAX_PATH_LENGTH) throw invalidPath('path', `longer than ${MAX_PATH_LENGTH} characters`);
  const scope = resourceScope(type, reading);
  const open = path.indexOf('[');
  const name = open < 0 ? path : path.slice(0, open);
  const ref = scope.find(name);
  if (ref === undefined) throw unknownPath(name, scope);
  if (open < 0) return { ref, filter: null };
  if (ref.sub !== null || !ref.attribute.multiValued || ref.attribute.type !== 'complex') {
    throw invalidPath(ref.key, 'takes no value filter');
  }
  const close = closingBracket(path, open);
  const filter = parseInScope(path.slice(open + 1, close), elementScope(ref.attribute, reading));
  return { ref: withSub(ref, path.slice(close + 1)), filter };
}

function unknownPath(name: string, scope: Scope): ScimError {
  const whole = scope.wholeName(name);
  const remedy = whole === undefined ? 'correct the mapping' : `write ${whole}`;
  return invalidPath('path', `${shownName(name)}names no attribute of the schemas; ${remedy}`);
}

function withSub(ref: AttributeRef, rest: string): AttributeRef {
  if (rest === '') return ref;
  const sub = rest.startsWith('.') ? findSub(ref.attribute, rest.slice(1)) : undefined;
  if (sub === undefined) throw invalidPath(ref.key, 'has no such sub-attribute after its value filter');
  return subRef(ref, sub);
}

/** The bracket that ends the filter: not one inside a quoted value. */
function closingBracket(path: string, open: number): number {
  const rest = /^\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\]/.exec(path.slice(open));
  if (rest === null) throw invalidPath('path', 'has a value filter without its closing bracket');
  return open + rest[0].length - 1;
}

export function invalidPath(subject: string, reason: string): ScimError {
  return new ScimError('invalid-path', `${subject}: ${reason}.`);
}

import { ScimError } from '../errors/error.js';
import { isJsonArray, type JsonValue } from '../json.js';
import { excuse, type QuirkName, type Reading } from './quirks.js';
import type { ResourceType } from '../schema/attribute.js';
import { findExtension } from '../schema/lookup.js';

/**
 * RFC 7643 §3: the schemas of a resource are its own and those of its extensions. A tolerant reading infers them, and takes
 * those that it does not know, but none of a message or of another type: the client means something else then.
 */
export function checkResourceSchemas(type: ResourceType, schemas: JsonValue | undefined, reading: Reading): void {
  if (isJsonArray(schemas) && areExact(type, schemas)) return;
  const sent = urisIn(schemas);
  const isForeign = sent.some((uri) => (kindOf(uri) ?? type.name.toLowerCase()) !== type.name.toLowerCase());
  if (!isForeign && excuse(reading, 'schemas-inferred')) return;
  throw new ScimError('wrong-schemas', `schemas: list ${type.schema.id} and only schemas of a ${type.name}.`);
}

function areExact(type: ResourceType, schemas: readonly JsonValue[]): boolean {
  if (schemas.length > MAX_SCHEMAS) return false;
  let isNamed = false;
  for (const uri of schemas) {
    if (typeof uri !== 'string') continue;
    if (uri === type.schema.id || uri.toLowerCase() === type.schema.id.toLowerCase()) isNamed = true;
    else if (findExtension(type, uri) === undefined) return false;
  }
  return isNamed;
}

interface Message {
  readonly urn: string;
  readonly quirk: QuirkName;
  readonly reading: Reading;
}

/** RFC 7644 §3.1: the schema of a message says which one it is. */
export function checkMessageSchemas(schemas: JsonValue | undefined, { urn, quirk, reading }: Message): void {
  if (isJsonArray(schemas) && schemas.length === 1 && schemas[0] === urn) return;
  const sent = urisIn(schemas);
  // What is no URI is no misspelled one either.
  const isForeign = sent.some((uri) => !uri.includes(':') || (kindOf(uri) ?? kindOf(urn)) !== kindOf(urn));
  const isNamed = isJsonArray(schemas) && sent.includes(urn.toLowerCase());
  if (!isForeign && (isNamed || excuse(reading, quirk))) return;
  throw new ScimError('wrong-schemas', `schemas: list ${urn}${isForeign ? ', and no schema of anything else' : ''}.`);
}

/** Of all types and messages there are twenty. */
export const MAX_SCHEMAS = 100;

/** @throws ScimError when there are so many that they say nothing */
function urisIn(schemas: JsonValue | undefined): readonly string[] {
  const sent = isJsonArray(schemas) ? schemas : [schemas];
  if (sent.length > MAX_SCHEMAS) {
    throw new ScimError('wrong-schemas', `schemas: more than ${MAX_SCHEMAS}; list only those of the message.`);
  }
  return sent.filter((uri) => typeof uri === 'string').map((uri) => uri.toLowerCase());
}

const KINDS: ReadonlySet<string> = new Set(
  'user group schema resourcetype serviceproviderconfig patchop bulkrequest bulkresponse searchrequest listresponse error'.split(
    ' ',
  ),
);

/** What a URI is the schema of, by its end: misspelled ones, and those of drafts, have other beginnings. */
function kindOf(uri: string): string | undefined {
  const end = (uri.toLowerCase().split(/[:/]/).at(-1) ?? '').replace(/^[\d.]+/, '');
  return KINDS.has(end) ? end : undefined;
}

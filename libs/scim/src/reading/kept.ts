import type { JsonValue } from '../json.js';
import { excuse, type Reading } from './quirks.js';
import { attribute, type AttributeType, type ResourceType } from '../schema/attribute.js';
import { customNameProblem, MAX_OPTION_LENGTH } from '../schema/custom-user.js';
import { findAttribute, findExtension, refOf, type AttributeRef } from '../schema/lookup.js';
import { CUSTOM_USER_URN } from '../urn.js';

/**
 * The place of a value that the company has not defined yet, where its tenant wants such values kept: stored as it is,
 * shown to nobody, and there when it is defined. Only under the company's own URN, and only single values.
 */
export function keptAttribute(type: ResourceType, name: string, { value, reading }: Sent): AttributeRef | undefined {
  const prefix = `${CUSTOM_USER_URN}:`;
  if (reading.unknownAttributes !== 'keep') return undefined;
  if (name.slice(0, prefix.length).toLowerCase() !== prefix.toLowerCase()) return undefined;
  const own = name.slice(prefix.length);
  const scalar = SCALARS[typeof value];
  if (scalar === undefined || value === null || findAttribute(type, name) !== undefined) return undefined;
  if (findExtension(type, CUSTOM_USER_URN) === undefined || customNameProblem(own) !== null) return undefined;
  if (!excuse(reading, 'undefined-kept')) return undefined;
  return refOf(attribute(own, '', { type: scalar, maxLength: MAX_OPTION_LENGTH }), CUSTOM_USER_URN);
}

interface Sent {
  /** Undefined: the value is to be removed. */
  readonly value: JsonValue | undefined;
  readonly reading: Reading;
}

const SCALARS: Readonly<Partial<Record<string, AttributeType>>> = {
  undefined: 'string',
  string: 'string',
  number: 'decimal',
};

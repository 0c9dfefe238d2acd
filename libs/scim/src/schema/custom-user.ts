import { CUSTOM_USER_URN } from '../urn.js';
import { attribute, MAX_KEY_LENGTH, type Attribute, type ResourceType, type Schema } from './attribute.js';
import { USER_TYPE } from './user.js';

/** Peakon's four types of custom attributes (rules.md, P2). */
export const CUSTOM_ATTRIBUTE_TYPES = ['option', 'date', 'number', 'employee'] as const;
export type CustomAttributeType = (typeof CUSTOM_ATTRIBUTE_TYPES)[number];

/** An attribute that a company defined for its people; its name may hold capitals and spaces. */
export interface CustomAttribute {
  readonly name: string;
  readonly type: CustomAttributeType;
  readonly description: string;
}

/** Peakon's own bound on the text of an option. */
export const MAX_OPTION_LENGTH = 256;
export const MAX_CUSTOM_ATTRIBUTES = 100;
const MAX_CUSTOM_NAME_LENGTH = 64;

const NAME = /^[\p{L}\p{M}\p{N}$_-]+(?: [\p{L}\p{M}\p{N}$_-]+)*$/u;
// Such a word after a space would end the name in a filter.
const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'];

/** Why a name cannot be used, or null. Beyond RFC 7643 §2.1 it may hold letters of any script, and single spaces. */
export function customNameProblem(name: string): string | null {
  if (name.length > MAX_CUSTOM_NAME_LENGTH) return `longer than ${MAX_CUSTOM_NAME_LENGTH} characters`;
  // No JSON body may hold such a key.
  if (['__proto__', 'constructor', 'prototype'].includes(name)) return 'a name that JSON parsers refuse';
  if (!NAME.test(name)) return 'letters, digits, $, _ and -, in words with one space between them';
  if (name.split(' ').some((word) => OPERATORS.includes(word.toLowerCase()))) {
    return `none of its words may be an operator of filters (${OPERATORS.join(', ')})`;
  }
  return null;
}

/**
 * The type of a company's users: the standard one with the company's own extension.
 *
 * @param sensitive names, also of attributes that were retired: their values are stored still
 */
export function customUserType(
  definitions: readonly CustomAttribute[],
  sensitive: readonly string[] = [],
): ResourceType {
  return { ...USER_TYPE, extensions: [...USER_TYPE.extensions, customSchema(definitions)], sensitive };
}

function customSchema(definitions: readonly CustomAttribute[]): Schema {
  return {
    id: CUSTOM_USER_URN,
    name: 'CustomUser',
    description: 'The company’s own attributes',
    attributes: definitions.map(toAttribute),
  };
}

function toAttribute({ name, type, description }: CustomAttribute): Attribute {
  switch (type) {
    case 'option':
      return attribute(name, description, { maxLength: MAX_OPTION_LENGTH });
    case 'date':
      return attribute(name, description, { type: 'dateTime' });
    case 'number':
      return attribute(name, description, { type: 'integer' });
    case 'employee':
      // A string that names a user: Entra's custom attributes cannot be references (rules.md, E9).
      return attribute(name, description, { maxLength: MAX_KEY_LENGTH, referenceTypes: ['User'] });
  }
}

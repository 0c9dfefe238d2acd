import type { AttributeMapping } from './attribute-mapping.js';
import { parseExpression } from './parse-expression.js';

/**
 * Decoder of a file of mappings: a list of `{ target, source, matchingPrecedence?, apply? }`, in which `source` is
 * `{ attribute }`, `{ constant }` or `{ expression }`.
 *
 * @throws Error with the place of what cannot be used
 */
export function readMappings(value: unknown): AttributeMapping[] {
  if (!Array.isArray(value)) throw new Error('mappings are a list');
  const mappings = value.map((one: unknown, at) => readMapping(one, `mapping ${at + 1}`));
  if (!mappings.some(({ matchingPrecedence }) => matchingPrecedence !== null)) {
    throw new Error('no mapping has a matchingPrecedence: nobody could be found in the target');
  }
  return mappings;
}

function readMapping(value: unknown, place: string): AttributeMapping {
  const { target, source, matchingPrecedence, apply } = memberOf(value, place);
  if (typeof target !== 'string' || target === '') throw new Error(`${place}: target is a SCIM path`);
  if (matchingPrecedence !== undefined && !Number.isInteger(matchingPrecedence)) {
    throw new Error(`${place}: matchingPrecedence is 1, 2, …`);
  }
  if (apply !== undefined && apply !== 'always' && apply !== 'onlyOnCreate') {
    throw new Error(`${place}: apply is "always" or "onlyOnCreate"`);
  }
  return {
    target,
    source: readSource(source, place),
    matchingPrecedence: typeof matchingPrecedence === 'number' ? matchingPrecedence : null,
    apply: apply ?? 'always',
  };
}

function readSource(value: unknown, place: string): AttributeMapping['source'] {
  const { attribute, defaultValue, constant, expression } = memberOf(value, `${place}: source`);
  if (typeof attribute === 'string') {
    return { kind: 'direct', attribute, ...(typeof defaultValue === 'string' ? { defaultValue } : {}) };
  }
  if (typeof constant === 'string') return { kind: 'constant', value: constant };
  if (typeof expression !== 'string') throw new Error(`${place}: source has an attribute, a constant or an expression`);
  parseExpression(expression);
  return { kind: 'expression', expression };
}

function memberOf(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`${place} is an object`);
  return { ...value };
}

import type { AppRole, SourceUser } from '../source/source.js';
import { evaluate } from './evaluate.js';
import type { Value } from './functions.js';
import type { AttributeMapping, TargetValue, TargetValues } from './attribute-mapping.js';
import { ExpressionError, parseExpression, type Expression } from './parse-expression.js';

export interface MappedUser {
  readonly values: TargetValues;
  /** Mappings that could not be evaluated, one sentence each; their attributes are left out. */
  readonly problems: readonly string[];
}

/** What the mappings make of a user. What is null or empty at the source is not provisioned. */
export function mapUser(
  mappings: readonly AttributeMapping[],
  user: SourceUser,
  { isSoftDeleted }: { readonly isSoftDeleted: boolean },
): MappedUser {
  const values = new Map<string, TargetValue>();
  const problems: string[] = [];
  for (const { target, source } of mappings) {
    try {
      const value = targetValue(valueOf(source, (name) => attributeOf(user, name, isSoftDeleted)));
      if (value !== null) values.set(target, value);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problems.push(`${target}: ${error.message}`);
    }
  }
  return { values, problems };
}

function valueOf(source: AttributeMapping['source'], attribute: (name: string) => Value): Value {
  switch (source.kind) {
    case 'constant':
      return source.value;
    case 'direct': {
      const value = attribute(source.attribute);
      return value === null || value === '' ? (source.defaultValue ?? null) : value;
    }
    case 'expression':
      return evaluate(parsed(source.expression), attribute);
  }
}

const known = new Map<string, Expression>();

/** There are as many expressions as mappings; parsed for each of fifty thousand users they would be most of the work. */
function parsed(expression: string): Expression {
  const found = known.get(expression) ?? parseExpression(expression);
  if (known.size < 1_000) known.set(expression, found);
  return found;
}

export function attributeOf(user: SourceUser, name: string, isSoftDeleted: boolean): Value {
  if (name.toLowerCase() === 'issoftdeleted') return isSoftDeleted;
  if (name.toLowerCase() === 'objectid') return user.id;
  if (name.toLowerCase() === 'approleassignments') return user.appRoles;
  if (Object.hasOwn(user.extensionAttributes, name)) return user.extensionAttributes[name] ?? null;
  if (!Object.hasOwn(user, name)) return null;
  const value: unknown = Reflect.get(user, name);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function targetValue(value: Value): TargetValue | null {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  const list: readonly (string | AppRole | Readonly<Record<string, string | boolean>>)[] = value;
  return list.map((one) => (typeof one === 'string' ? { value: one } : { ...one }));
}

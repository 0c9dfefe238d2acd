import type { SourceGroup } from '../source/source.js';
import type { AttributeMapping, TargetValues } from './attribute-mapping.js';

/** Groups are mapped directly and by constants; Entra's default mapping has no expression for them. */
export function mapGroup(mappings: readonly AttributeMapping[], group: SourceGroup): { readonly values: TargetValues } {
  const values = new Map<string, string>();
  const source: Readonly<Record<string, unknown>> = { ...group, objectId: group.id };
  for (const { target, source: from } of mappings) {
    const value = from.kind === 'constant' ? from.value : from.kind === 'direct' ? source[from.attribute] : undefined;
    if (typeof value === 'string' && value !== '') values.set(target, value);
  }
  return { values };
}

import { accommodate, type Reading } from '../reading/quirks.js';
import { underUrnOfToday } from '../reading/old-urns.js';
import type { Attribute, ResourceType } from '../schema/attribute.js';
import { findAttribute, findExtension, findSub, findWithoutUrn, refOf, type AttributeRef } from '../schema/lookup.js';

/** What the names in a filter mean: the attributes of a resource, or inside brackets those of one element. */
export interface Scope {
  readonly reading: Reading;
  /** Whether a comparison of an attribute that the type does not have is false (RFC 7644 §3.4.2.1), and no error. */
  readonly mayBeForeign: boolean;
  find(name: string): AttributeRef | undefined;
  /** How an attribute of an extension is written whose URN is left out. */
  wholeName(name: string): string | undefined;
  /** True if a name may go on after a space, as a company's own names do after a known URN. */
  mayContinue(name: string): boolean;
}

export function resourceScope(type: ResourceType, reading: Reading, mayBeForeign = false): Scope {
  return {
    reading,
    mayBeForeign,
    find: (sent) => {
      const name = underUrnOfToday(type, sent, reading);
      return findAttribute(type, name) ?? accommodate(reading, 'missing-urn', () => findWithoutUrn(type, name));
    },
    wholeName: (name) => findWithoutUrn(type, name)?.key,
    mayContinue: (name) => findExtension(type, name.slice(0, name.lastIndexOf(':'))) !== undefined,
  };
}

export function elementScope(attribute: Attribute, reading: Reading): Scope {
  return {
    reading,
    mayBeForeign: false,
    find: (name) => {
      const sub = findSub(attribute, name);
      return sub === undefined ? undefined : refOf(sub);
    },
    wholeName: () => undefined,
    mayContinue: () => false,
  };
}

import { customNameProblem, MAX_CUSTOM_ATTRIBUTES, type CustomAttribute } from '#scim';

/** What an operator says; without `sensitive` that stays as it is. */
export interface WantedAttribute extends CustomAttribute {
  readonly sensitive?: boolean | undefined;
}

/** A company's own attribute as the operator sees it. */
export interface DefinedAttribute extends CustomAttribute {
  /** Its values read `***` everywhere but in SCIM and on the topics. */
  readonly sensitive: boolean;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** Values stay stored, and come back when the attribute is defined again. */
  readonly retiredAt: Date | null;
}

export type DefinitionRefusal =
  | { readonly code: 'invalid-name'; readonly reason: string }
  | { readonly code: 'spelled-otherwise'; readonly spelling: string }
  | { readonly code: 'too-many-attributes' };

/** Under this key a name is one attribute, whatever its case (RFC 7643 §2.1). */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** The attribute after it was defined, anew or otherwise than before; or why it cannot be. */
export function define(
  existing: readonly DefinedAttribute[],
  wanted: WantedAttribute,
  now: Date,
): DefinedAttribute | DefinitionRefusal {
  const reason = customNameProblem(wanted.name);
  if (reason !== null) return { code: 'invalid-name', reason };
  const same = existing.find(({ name }) => nameKey(name) === nameKey(wanted.name));
  // Stored values stand under the name as it was spelled first.
  if (same !== undefined && same.name !== wanted.name) return { code: 'spelled-otherwise', spelling: same.name };
  const isNew = same === undefined || same.retiredAt !== null;
  const current = existing.filter(({ retiredAt }) => retiredAt === null);
  if (isNew && current.length >= MAX_CUSTOM_ATTRIBUTES) return { code: 'too-many-attributes' };
  const { name, type, description, sensitive = same?.sensitive ?? false } = wanted;
  return { name, type, description, sensitive, createdAt: same?.createdAt ?? now, changedAt: now, retiredAt: null };
}

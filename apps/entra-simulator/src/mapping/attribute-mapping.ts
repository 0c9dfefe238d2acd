/** An attribute mapping, as the provisioning page of Entra has it. */
export interface AttributeMapping {
  /** A SCIM path: `userName`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. */
  readonly target: string;
  readonly source:
    | { readonly kind: 'direct'; readonly attribute: string; readonly defaultValue?: string }
    | { readonly kind: 'constant'; readonly value: string }
    | { readonly kind: 'expression'; readonly expression: string };
  /** 1 is tried first; null is no matching attribute. */
  readonly matchingPrecedence: number | null;
  readonly apply: 'always' | 'onlyOnCreate';
}

/** A value for a target path. Booleans are told from texts here; how they are sent is the dialect's. */
export type TargetValue = string | boolean | readonly Readonly<Record<string, string | boolean>>[];

/** Target path → value. What is null or empty at the source is not there: Entra does not provision it. */
export type TargetValues = ReadonlyMap<string, TargetValue>;

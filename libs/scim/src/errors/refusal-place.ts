import type { ScimError } from './error.js';

/** Where a refusal is, and what may stand there: names, types and bounds, and no value of the request. */
export interface RefusalPlace {
  /** In SCIM path notation, without the filter of a path, which holds a value; null for what is about no one place. */
  readonly path: string | null;
  readonly rule: string;
}

// A detail is `place: rule; remedy.` or, without a place, `Rule; remedy.` A place is an attribute as its schema spells it
// (a company's own names may have spaces), or a member of a message; elements of either have their index.
const NAME = String.raw`[A-Za-z$][\w$-]*(?:\[\d{1,6}\])?`;
const DOTTED = String.raw`${NAME}(?:\.${NAME}){0,3}`;
const PLACE = new RegExp(String.raw`^(urn:[\w:.-]+:[^\r\n"\[]{1,150}?|${DOTTED})(?:\[.*\])?(?:\.(${NAME}))?: `, 's');
const LONGEST = 300;

/**
 * The place and the rule of a refusal, read from its detail: every detail is written in that form (see error-table.ts), so
 * a refusal that a rule gains has both without more ado.
 */
export function refusalPlace({ message, place }: ScimError): RefusalPlace {
  const found = PLACE.exec(message);
  const names = found === null ? [] : [found[1], found[2]].filter((name) => name !== undefined);
  const path = place ?? (names.length === 0 ? null : names.join('.'));
  const [rule = ''] = message.slice(found?.[0].length ?? 0).split(/; |\. |\.$/, 1);
  return { path: path?.slice(0, LONGEST) ?? null, rule: rule.slice(0, LONGEST) };
}

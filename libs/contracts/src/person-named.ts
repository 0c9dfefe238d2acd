import { isMailAddress, mailKey } from './work-address.js';

/**
 * Whom a value means that stands where an employee belongs: `manager`, or a company's own employee attribute.
 *
 * The one rule: whoever has the value as SCIM id; else the one person whose work address it is; else the one person whose
 * employee number it is. Where several have the address nobody is meant, and the number is not asked; where several have
 * the number nobody is. Who is deleted is nobody; who is inactive is somebody. Only people of the same tenant count.
 *
 * The answer is a function of the value and of who is known, so whoever asks later may get another one: consumers
 * resolve when they read. What they keep of a value is {@link nameKeys}.
 */
export function personNamed<Person>(candidates: NameCandidates<Person>): Person | null {
  const { byId, byMail, byNumber } = candidates;
  if (byId !== null) return byId;
  return byMail.length > 0 ? theOnly(byMail) : theOnly(byNumber);
}

/** Who answers to a value. Two of a list are enough: more than one is nobody. */
export interface NameCandidates<Person> {
  readonly byId: Person | null;
  readonly byMail: readonly Person[];
  readonly byNumber: readonly Person[];
}

/** What a value is looked up by: as id and as number it is compared to the letter, as an address by its key. */
export interface NameKeys {
  readonly value: string;
  /** null: it is no mailbox, so it is nobody's work address. */
  readonly mailKey: string | null;
}

export function nameKeys(value: string): NameKeys {
  return { value, mailKey: isMailAddress(value.trim()) ? mailKey(value) : null };
}

function theOnly<Person>(people: readonly Person[]): Person | null {
  const [first] = people;
  return people.length === 1 && first !== undefined ? first : null;
}

import { indexKey } from '#postgres';
import { foldCase, normaliseEmail } from '#scim';

// What users are found by fits its index, whatever was accepted: folding lengthens (U+FDFA becomes 18 characters), and a
// type is any text. The key of an ordinary value is the value, folded.
//
// The release before wrote the folded value itself where that fitted an index. Rows keep it until they are written again,
// so what is looked for and what is removed has both forms: the key, and behind it the former one where it differs.

/** With an address's key and two ids in one index row of at most 2,704 bytes. */
const TYPE_CHARACTERS = 64;

export type Forms = readonly [key: string, former?: string];

export function employeeNumberForms(number: string): Forms {
  return forms(indexKey(foldCase(number)), foldCase(number));
}

export function emailForms(address: string): Forms {
  return forms(indexKey(normaliseEmail(address)), normaliseEmail(address));
}

export function emailTypeForms(type: string): Forms {
  return forms(indexKey(foldCase(type), TYPE_CHARACTERS), type.toLowerCase());
}

function forms(key: string, former: string): Forms {
  return key === former ? [key] : [key, former];
}

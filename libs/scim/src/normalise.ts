/**
 * The form of a userName under which it is unique and looked up; what is stored and shown stays as sent.
 *
 * After the PRECIS profile UsernameCaseMapped (RFC 8265 §3.3), which RFC 7644 §5 asks for: width mapping, lower case,
 * NFC. Two departures, so that names that look the same meet: NFKC instead of NFC, and characters that nobody sees
 * (joiners, soft hyphens, marks of direction) are left out, where PRECIS refuses most of them. What else PRECIS refuses
 * is let in but for control characters (`readScalar`), because a name that Entra could not provision helps nobody.
 * Lower-casing is the locale-independent one of RFC 8265: ß is not ss, the dotless ı is not i, the final sigma is a sigma.
 */
export function normaliseUserName(userName: string): string {
  return foldCase(userName);
}

/** Mail addresses are compared like userNames: the RFC 5321 case of a local part matters to no company's mail system. */
export function normaliseEmail(address: string): string {
  return foldCase(address);
}

/** How values of attributes with `caseExact: false` are compared, wherever they are. */
export function foldCase(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text.toLowerCase();
  const seen = text.replaceAll(UNSEEN, '');
  if (seen.length <= LONG) return folded(seen);
  return folded(seen.replaceAll(MANY_MARKS, `$&${JOINER}`)).replaceAll(JOINER, '');
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}

/**
 * Marks are put in order one by one: 16,000 of them in a row take 270 ms. As UAX #15 §13 has it a joiner keeps every thirty
 * apart; it shows nothing, and goes again. Names and keys are shorter than this, and folded as ever.
 */
const LONG = 512;
const MANY_MARKS = /\p{M}{30}/gu;
const JOINER = '\u034f';

// Nine names of ten, and the other steps leave them as they are.
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Why a text can be no unique name; null when it can. */
export function nameProblem(text: string): string | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return 'holds a control character or a line break; remove it';
  if (text !== '' && SHOWS_NOTHING.test(text)) return 'holds only characters that show nothing; map another value';
  return null;
}

/**
 * Spaces, formats, marks without a letter, and the two symbols that are drawn as nothing: the empty Braille pattern and
 * the empty note head. Letters that are drawn as nothing (the Hangul fillers) are ignorable by their property.
 */
const SHOWS_NOTHING = /^[\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]*$/u;

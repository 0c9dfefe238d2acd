/**
 * The form of a userName under which it is unique and looked up; what is stored and shown stays as sent.
 *
 * After the PRECIS profile UsernameCaseMapped (RFC 8265 §3.3), which RFC 7644 §5 asks for, with two departures: NFKC
 * instead of width mapping and NFC, so that all compatibility forms meet, and no character is refused, because a name
 * that Entra could not provision helps nobody. Lower-casing is the locale-independent toLowerCase of RFC 8265, where the
 * final sigma counts as a sigma.
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
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}

const LONGEST = 200;

/**
 * A value that somebody else chose, fit for one line: no control, format or line-separating characters (a CR LF would
 * begin another header, a bidirectional override would show another name), no runs of blanks, `longest` characters at most.
 */
export function plain(text: string, longest = LONGEST): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

// Full stops of other scripts that mail readers and IDNA (UTS 46) take for the one of a domain, and what looks like one.
const DOT = /(?<=\S)([.\u3002\uFF0E\uFF61\uFE52\u2024])(?=\S)/gu;
const WWW = /(w{3})\./giu;
// What mail readers make a link of without a host after it.
const SCHEME =
  /\b(https?|ftps?|mailto|tel|sms|sips?|xmpp|callto|skype|file|data|javascript|vbscript|news|ldaps?|smb|webcal)[:\uFF1A](?=\S)/giu;
const SLASHES = /[:\uFF1A](?=[/\\\uFF0F]{2})/gu;
const SHARE = /\\\\(?=\S)/gu;

/**
 * A line in which no mail reader finds a link: `http[:]//www[.]evil[.]example`. Who reads it still sees what was there. Zero
 * width characters would look better and are dropped by some readers on the way to finding links.
 */
export function unlinked(line: string): string {
  return line
    .replace(SCHEME, '$1[:]')
    .replace(SLASHES, '[:]')
    .replace(SHARE, '[\\\\]')
    .replace(DOT, '[.]')
    .replace(WWW, '$1[.]');
}

/** `2026-11-24 09:30 UTC`: one that every reader can place. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? plain(iso) : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

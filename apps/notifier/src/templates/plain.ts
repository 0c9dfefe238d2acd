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
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

/** `2026-11-24 09:30 UTC`: one that every reader can place. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? plain(iso) : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

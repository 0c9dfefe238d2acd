const WELCOME = new Set(['application/scim+json', 'application/json', 'application/*', '*/*']);

/** RFC 9110 §12.5.1: whether an Accept header leaves room for one of SCIM's two media types (RFC 7644 §3.8). */
export function acceptsScim(header: string | undefined): boolean {
  if (header === undefined || header.trim() === '') return true;
  const ranges = header.split(',').map(readRange);
  const exact = ranges.filter(({ type }) => SCIM.has(type));
  // The most specific range has the last word: `application/json;q=0, */*` wants something else.
  const excluded = new Set(exact.filter(({ isWanted }) => !isWanted).map(({ type }) => type));
  if (excluded.size === SCIM.size) return false;
  return ranges.some(({ type, isWanted }) => isWanted && WELCOME.has(type));
}

const SCIM = new Set(['application/scim+json', 'application/json']);

function readRange(text: string): { readonly type: string; readonly isWanted: boolean } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return { type, isWanted: !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) };
}

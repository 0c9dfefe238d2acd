/** Taken once, and off the address before anything else: it is to be in no history and no picture of the screen. */
export function takeSecret(): string {
  const secret = location.hash.slice(1);
  if (secret !== '') history.replaceState(null, '', location.pathname);
  return secret;
}

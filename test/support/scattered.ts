/**
 * A text of about that many UTF-16 units out of 11,000 characters from `from` on, the same for the same seed. It does not
 * compress: what indexes or stores it takes any text of that length.
 */
export function scattered(seed: number, from: number, units: number): string {
  let state = seed | 1;
  let result = '';
  while (result.length < units - 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    result += String.fromCodePoint(from + ((state >> 8) % 11_000));
  }
  return result;
}

import { hash } from 'node:crypto';

/** One number for all that is random here: the same company, and the same questions, at every run. */
const SEED = 20_260_105;

/** Numbers from 0 to below 1 that depend on nothing but what they are for and whom (mulberry32). */
export function rolls(salt: string, n: number): () => number {
  let state = mixed(mixed(SEED ^ hashOf(salt)) ^ n);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of no order, as those of an identity provider. Of 128 bits: of 32 some of a million would be the same. */
export function uuidOf(salt: string, n: number): string {
  const hex = hash('md5', `${SEED} ${salt} ${n}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}

function mixed(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

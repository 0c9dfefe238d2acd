/** What can be seen of a message without parsing it: so much of anybody's takes the thread for up to 40 ms. */
export interface Glance {
  /** Whether it says of anything that it answers a request. */
  readonly isAnswer: boolean;
  /** Whether it has the id of that request. What is right has it as it is: XML could write each letter as a number, Entra does not. */
  readonly names: (requestId: string) => boolean;
}

/**
 * Base64 is decoded more leniently than by `bytesOf`: whatever that takes is the same here, and what it does not is refused when it
 * is read. An attribute’s name cannot be written in another way.
 */
export function glance(message: string): Glance {
  const text = Buffer.from(message, 'base64').toString('latin1');
  return { isAnswer: /InResponseTo\s*=\s*(?:"[^"]|'[^'])/.test(text), names: (requestId) => text.includes(requestId) };
}

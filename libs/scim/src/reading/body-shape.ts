import { ScimError } from '../errors/error.js';
import { MAX_BODY_DEPTH } from './read-resource.js';
import type { Steps } from '../steps.js';

/** Names of one object of a message: a user of all schemas has about 200, and a PATCH as many operations. */
export const MAX_BODY_NAMES = 1_000;
/** Commas and opening brackets of a message: a full megabyte of it has one in ten bytes. */
export const MAX_BODY_PARTS = 100_000;
/** Of a body that holds a whole group: four megabytes of members by id, or as an answer shows them, have 170,000. */
export const MAX_GROUP_PARTS = 250_000;

/** What a body may be made of. */
export interface BodyShape {
  readonly depth: number;
  readonly names: number;
  readonly parts: number;
}

export const MESSAGE_SHAPE: BodyShape = { depth: MAX_BODY_DEPTH, names: MAX_BODY_NAMES, parts: MAX_BODY_PARTS };
export const GROUP_SHAPE: BodyShape = { ...MESSAGE_SHAPE, parts: MAX_GROUP_PARTS };

/** Bytes that are looked at in one step: 0.2 ms. */
const AT_ONCE = 65_536;

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Refuses a body that could hold the thread for long, before it is parsed: JSON.parse cannot be interrupted, and takes a
 * second for a million objects. It says nothing of what is no JSON: that is found out by who parses it.
 *
 * @throws ScimError
 */
export function* shapeSteps(body: Uint8Array, bounds: BodyShape): Steps<void> {
  const scan = new ShapeScan(bounds);
  for (let from = 0; from < body.length; from += AT_ONCE) {
    scan.read(body.subarray(from, from + AT_ONCE));
    yield;
  }
}

/** Of the shortest member of an object that another follows: `"":0,`. */
const MEMBER_BYTES = 5;

/**
 * Whether a body is known to be within the bounds without a scan of its parts: it is too short to pass them but by its depth. Nearly all
 * are, and nothing of them is waited for; what is not goes by {@link shapeSteps}, which says what is wrong with it.
 */
export function isPlainShape(body: Uint8Array, { names, parts, depth }: BodyShape): boolean {
  return body.length <= Math.min(MEMBER_BYTES * names, parts) && depthOf(body) <= depth;
}

function depthOf(body: Uint8Array): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfText(body, at + 1);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) deepest = Math.max(deepest, (depth += 1));
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && depth > 0) depth -= 1;
  }
  return deepest;
}

function endOfText(body: Uint8Array, from: number): number {
  let at = from;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Where a scan of JSON is: no byte of UTF-8 is one of JSON's own but it itself, so texts need no decoding. */
class ShapeScan {
  readonly #bounds: BodyShape;
  /** Of the objects and lists that are open, from the outermost. */
  readonly #names: Uint32Array;
  #depth = 0;
  #parts = 0;
  #isText = false;
  #isEscaped = false;

  constructor(bounds: BodyShape) {
    this.#bounds = bounds;
    this.#names = new Uint32Array(bounds.depth + 1);
  }

  read(part: Uint8Array): void {
    for (let at = 0; at < part.length; at += 1) {
      if (this.#isText) at = this.#endOfText(part, at);
      else this.#mark(part[at]);
    }
  }

  /** Where the text ends, or the part does. */
  #endOfText(part: Uint8Array, from: number): number {
    let at = from;
    for (; at < part.length; at += 1) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (part[at] === BACKSLASH) this.#isEscaped = true;
      else if (part[at] === QUOTE) {
        this.#isText = false;
        return at;
      }
    }
    return at;
  }

  #mark(byte: number | undefined): void {
    if (byte === QUOTE) this.#isText = true;
    else if (byte === COMMA) this.#count();
    else if (byte === COLON) this.#name();
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#open();
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#depth = Math.max(0, this.#depth - 1);
  }

  #open(): void {
    this.#count();
    this.#depth += 1;
    if (this.#depth > this.#bounds.depth) throw new ScimError('value-too-deep');
    this.#names[this.#depth] = 0;
  }

  #name(): void {
    const names = (this.#names[this.#depth] ?? 0) + 1;
    this.#names[this.#depth] = names;
    if (names <= this.#bounds.names) return;
    throw tooMuch(
      `An object of the body has more than ${this.#bounds.names} names; send only attributes of the schemas.`,
    );
  }

  #count(): void {
    this.#parts += 1;
    if (this.#parts <= this.#bounds.parts) return;
    throw tooMuch(`The body has more than ${this.#bounds.parts} values; send fewer at once.`);
  }
}

function tooMuch(detail: string): ScimError {
  return new ScimError('payload-too-large', detail);
}

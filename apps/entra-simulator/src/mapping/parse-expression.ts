export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'attribute'; readonly name: string }
  /** An argument that is left empty: `Switch([x], , "a", "b")`. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const MAX_LENGTH = 4_000;
const MAX_DEPTH = 32;

/**
 * An attribute-mapping expression of Entra (Microsoft Learn, "Reference for writing expressions"): nested calls of functions,
 * `[attribute]`, numerals, and texts in quotes, in which `""` or `\"` is a quote.
 *
 * @throws ExpressionError with the place of what cannot be read
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) throw new ExpressionError(`the expression is longer than ${MAX_LENGTH} characters`);
  const parser = new Parser(text);
  const expression = parser.argument(0);
  parser.end();
  if (expression.kind === 'nothing') throw new ExpressionError('the expression is empty');
  return expression;
}

class Parser {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  argument(depth: number): Expression {
    if (depth > MAX_DEPTH) throw this.#wrong(`calls nest deeper than ${MAX_DEPTH}`);
    this.#skip();
    const next = this.#text[this.#at];
    if (next === undefined || next === ',' || next === ')') return { kind: 'nothing' };
    if (next === '"') return { kind: 'text', value: this.#quoted() };
    if (next === '[') return { kind: 'attribute', name: this.#bracketed() };
    const [numeral] = /^-?\d+(?:\.\d+)?/.exec(this.#text.slice(this.#at)) ?? [];
    if (numeral === undefined) return this.#call(depth);
    this.#at += numeral.length;
    return { kind: 'text', value: numeral };
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) throw this.#wrong('something stands behind the end');
  }

  #call(depth: number): Expression {
    const [name] = /^[A-Za-z]\w*/.exec(this.#text.slice(this.#at)) ?? [];
    if (name === undefined) throw this.#wrong('expected a function, a text in quotes or an [attribute]');
    this.#at += name.length;
    this.#skip();
    if (this.#text[this.#at] !== '(')
      throw this.#wrong(`"${name}" is no function call: put texts in quotes and attributes in [brackets]`);
    this.#at += 1;
    const args: Expression[] = [];
    for (;;) {
      args.push(this.argument(depth + 1));
      this.#skip();
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === ')') break;
      if (next !== ',') throw this.#wrong('expected a comma or a closing bracket');
    }
    const [only] = args;
    return { kind: 'call', name, args: args.length === 1 && only?.kind === 'nothing' ? [] : args };
  }

  #quoted(): string {
    let value = '';
    for (this.#at += 1; ; this.#at += 1) {
      const [next, after] = [this.#text[this.#at], this.#text[this.#at + 1]];
      if (next === undefined) throw this.#wrong('a text has no closing quote');
      if ((next === '"' || next === '\\') && after === '"') this.#at += 1;
      else if (next === '"') break;
      value += next === '\\' && after === '"' ? '"' : next;
    }
    this.#at += 1;
    return value;
  }

  #bracketed(): string {
    const end = this.#text.indexOf(']', this.#at);
    if (end === -1) throw this.#wrong('an attribute has no closing bracket');
    const name = this.#text.slice(this.#at + 1, end).trim();
    this.#at = end + 1;
    return name;
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #wrong(what: string): ExpressionError {
    return new ExpressionError(`${what}, at character ${this.#at + 1}`);
  }
}

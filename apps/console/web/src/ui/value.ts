/** Beyond it a value is folded: nobody reads more of it in a table. */
const MOST = 2_000;
/** Deeper nothing of SCIM is. */
const MOST_LEVELS = 4;

/** A value of an attribute as one line of text. */
export function asValue(value: unknown): string {
  const text = linesOf(value).join(', ');
  if (text === '') return '–';
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

/**
 * A value of an attribute as people read it: a line for each of several values (`ada@contoso.example (work, primary)`), and for each
 * part of a complex one (`givenName: Ada`). Of nothing there are none.
 */
export function linesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((one) => lineOf(one, MOST_LEVELS));
  if (!isObject(value) || isValued(value)) return value === null || value === undefined ? [] : [lineOf(value, 1)];
  return partsOf(value, MOST_LEVELS);
}

function lineOf(value: unknown, levels: number): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return levels === 0 ? '…' : value.map((one) => lineOf(one, levels - 1)).join(', ');
  if (!isObject(value)) return typeof value === 'string' ? value : `${value as number | boolean}`;
  if (levels === 0) return '…';
  return isValued(value) ? valuedLine(value, levels) : partsOf(value, levels).join(', ');
}

/** RFC 7643 §2.4: a value with what it is called, its kind, and whether it is the first choice. */
function valuedLine({ value, display, displayName, type, primary, ...others }: Valued, levels: number): string {
  const { $ref: _link, ...rest } = others;
  const name = display ?? displayName;
  const said = lineOf(value, levels - 1);
  const about = [
    ...(isSaid(name) ? [said] : []),
    ...(isSaid(type) ? [lineOf(type, levels - 1)] : []),
    ...(primary === true ? ['primary'] : []),
    ...partsOf(rest, levels),
  ];
  return `${isSaid(name) ? lineOf(name, levels - 1) : said}${about.length === 0 ? '' : ` (${about.join(', ')})`}`;
}

function partsOf(value: Parts, levels: number): readonly string[] {
  const parts = Object.entries(value).filter(([, part]) => isSaid(part));
  return parts.map(([name, part]) => `${name}: ${lineOf(part, levels - 1)}`);
}

type Parts = Readonly<Record<string, unknown>>;
type Valued = Parts & { readonly value: unknown };

function isObject(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isValued(value: Parts): value is Valued {
  return isSaid(value['value']);
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '';
}

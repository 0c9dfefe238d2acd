/**
 * A JSON object as a form is read: a parameter that is given more than once is a list (RFC 6749 §3.2), where JSON.parse keeps the
 * last alone.
 *
 * @param text the JSON that `parsed` was made of
 */
export function asForm(text: string, parsed: unknown): unknown {
  if (typeof parsed !== 'object' || parsed === null) return parsed;
  const names = namesIn(text);
  const repeated = names.filter((name, at) => names.indexOf(name) < at);
  return repeated.length === 0 ? parsed : { ...parsed, ...Object.fromEntries(repeated.map((name) => [name, []])) };
}

const MARKS = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gsu;

/** Of the outermost object. */
function namesIn(text: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [mark, colon] of text.matchAll(MARKS)) {
    if (mark === '{' || mark === '[') depth += 1;
    else if (mark === '}' || mark === ']') depth -= 1;
    else if (colon !== undefined && depth === 1) names.push(String(JSON.parse(mark.slice(0, -colon.length))));
  }
  return names;
}

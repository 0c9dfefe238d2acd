import type { IHeaders } from 'kafkajs';

/** A message's headers as UTF-8 text; of a header that is there twice, the last. */
export function headerText(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  // As record-decoder.ts has read them.
  if (isText(headers)) return headers;
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    // One without a value is null, whatever the types of kafkajs say.
    if (last !== undefined) text[name] = String(last);
  }
  return text;
}

function isText(headers: IHeaders): headers is Record<string, string> {
  return Object.values(headers).every((value) => typeof value === 'string');
}

import { createHash } from 'node:crypto';

/** One line of an archive: what it is of, and its members. */
export type ArchiveLine = { readonly kind: string } & Readonly<Record<string, unknown>>;

/**
 * The text of an archive, a page at a time, and at its end a line with the SHA-256 of all bytes before that line: an archive
 * without it, or with another one, is not whole.
 */
export async function* archived(pages: AsyncIterable<readonly ArchiveLine[]>): AsyncGenerator<string> {
  const sum = createHash('sha256');
  let lines = 0;
  for await (const page of pages) {
    if (page.length === 0) continue;
    const text = page.map((line) => `${JSON.stringify(line)}\n`).join('');
    sum.update(text);
    lines += page.length;
    yield text;
  }
  yield `${JSON.stringify({ kind: 'digest', algorithm: 'sha256', lines, value: sum.digest('hex') })}\n`;
}

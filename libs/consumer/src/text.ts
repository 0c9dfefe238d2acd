/** PostgreSQL's `text` takes every character but NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}

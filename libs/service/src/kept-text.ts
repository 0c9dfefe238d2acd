/** Whether PostgreSQL keeps the text as it is: without U+0000, and without half a surrogate pair. */
export function isKept(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

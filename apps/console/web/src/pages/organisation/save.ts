/** Hands a text to the browser as a file; it never leaves the machine. */
export function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then: Chromium reads it when the click is handled, others a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

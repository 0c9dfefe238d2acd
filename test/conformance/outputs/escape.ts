/**
 * For text and attributes of HTML and of XML 1.0. What XML cannot hold at all (most control characters, halves of
 * surrogate pairs, U+FFFE and U+FFFF) becomes U+FFFD: a target may send anything.
 */
export function escapeMarkup(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Served until the pages are built. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Rollcall</title>
  </head>
  <body>
    <main>
      <h1>Rollcall</h1>
      <p>The pages of the console are not built: npm run build:web.</p>
    </main>
  </body>
</html>
`;

/** The document with the nonce where the libraries of the pages look for it; one that stands there is of another answer. */
export function withNonce(html: string, nonce: string): string {
  const bare = html.replaceAll(/<meta\b[^>]*\bproperty="csp-nonce"[^>]*>\s*/g, '');
  return bare.replace(/<head\b[^>]*>/, (head) => `${head}\n    <meta property="csp-nonce" nonce="${nonce}">`);
}

import { createHash } from 'node:crypto';

const STYLE =
  'body{margin:0;padding:10vh 16px;background:#f2f4f7;color:#1d2939;font:16px/1.5 system-ui,sans-serif}' +
  'main{max-width:30rem;margin:0 auto;padding:24px;background:#fff;border:1px solid #e4e7ec;border-radius:8px}' +
  'h1{margin:0 0 12px;font-size:20px}button{font:inherit;padding:8px 16px;border:0;border-radius:6px;background:#1f3a5f;color:#fff}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing is loaded, run or framed, no cache keeps it, and what is opened from it does not learn the address. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; ` +
    `frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

/** The same for every link, a wrong one too: who only looks learns nothing, and a mail scanner that follows links confirms nothing. */
export const ASKING = page(
  'Confirm this address?',
  '<p>The mail that brought you here names a company. From now on Rollcall is to tell this mailbox when accounts of that company ' +
    'could not be provisioned.</p><form method="post"><button type="submit">Confirm this address</button></form>',
);

export const CONFIRMED = page('Thank you', '<p>This address is confirmed. You can close this page.</p>');

/** Whether there never was such a link, or it has run out, is nobody’s business. */
export const NO_LINK = page(
  'This link is not valid',
  '<p>It has run out, a later mail has replaced it, or it is not complete. Whoever runs Rollcall can send another one.</p>',
);

export const TOO_MANY = page('Too many attempts', '<p>Wait a minute, then try the link in your mail again.</p>');

export const NOT_NOW = page(
  'Not at this moment',
  '<p>Nothing was changed. Try the link in your mail again in a minute.</p>',
);

/** Nothing in it is a value: there is nothing to escape. */
function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`
  );
}

import { escaped } from '../saml/write-message.js';
import { REPORTS } from './door.js';

const TEXTS = {
  en: {
    title: 'Sign in to Rollcall',
    why: (name: string) => `Your company’s Entra has sent you here as ${name}. Continue only if that is you.`,
    go: (name: string) => `Continue as ${name}`,
    other: 'Sign in as somebody else',
  },
  de: {
    title: 'Bei Rollcall anmelden',
    why: (name: string) => `Entra hat Sie als ${name} hierher geschickt. Fahren Sie nur fort, wenn Sie das sind.`,
    go: (name: string) => `Weiter als ${name}`,
    other: 'Als jemand anderes anmelden',
  },
} as const;

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f7f7f8, #131416); color: light-dark(#1a1b1e, #ececf0) }
  main { box-sizing: border-box; width: min(26rem, 100%); padding: 2rem }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem }
  p, form { margin: 0 0 1rem; overflow-wrap: anywhere }
  button { width: 100%; min-height: 2.75rem; padding: .5rem 1rem; border: 0; border-radius: .5rem; font: inherit; font-weight: 600; overflow-wrap: anywhere; background: light-dark(#3346d3, #8b9bff); color: light-dark(#fff, #101223); cursor: pointer }
  a { display: inline-block; padding: .25rem 0; color: light-dark(#3346d3, #aab6ff) }
  :focus-visible { outline: 3px solid light-dark(#3346d3, #aab6ff); outline-offset: 2px }
`;

/** The policy of the page: its own style, its one form, no script. */
export function continuePolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `style-src 'nonce-${nonce}'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `report-uri ${REPORTS}`,
    'report-to csp',
  ].join('; ');
}

export interface ContinuePage {
  readonly name: string;
  readonly token: string;
  readonly nonce: string;
  /** `Accept-Language` */
  readonly languages: string | undefined;
}

/** Without script: somebody whom Entra sent unasked says that it is them. */
export function continuePage({ name, token, nonce, languages = '' }: ContinuePage): string {
  const language = /^\s*de\b/i.test(languages) ? 'de' : 'en';
  const { title, why, go, other } = TEXTS[language];
  const shown = `<bdi>${escaped(name)}</bdi>`;
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style nonce="${nonce}">${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      <p>${why(shown)}</p>
      <form method="post" action="/sso/saml/continue">
        <input type="hidden" name="token" value="${escaped(token)}">
        <button type="submit">${go(shown)}</button>
      </form>
      <a href="/sign-in">${other}</a>
    </main>
  </body>
</html>
`;
}

import { escaped, markup, type Markup } from './markup.js';
import type { Application } from './identity-provider.js';
import { rolesOf, type Place } from './place.js';
import { timestampOf, type Refusal } from './refusal.js';
import { html, type Reply } from './reply.js';

// More than these are typed.
const SHOWN = 40;

interface Asking {
  readonly flow: string;
  readonly application: Pick<Application, 'displayName'>;
  readonly hint: string | null;
  readonly complaint: string | null;
}

/** Who is it? No password: whoever reaches this machine's own address may be anybody. Those with a role come first. */
export function signInPage(place: Place, { flow, application, hint, complaint }: Asking): Reply {
  const { source, provider, base } = place;
  const enabled = [...source.users.values()].filter((user) => user.accountEnabled && user.deletedAt === null);
  const assigned = enabled.filter((user) => Object.hasOwn(provider.assignments, user.id));
  const shown = [...new Set([...assigned, ...enabled])].slice(0, SHOWN);
  const people = shown.map(
    (user) => markup`<li><button name="person" value="${user.userPrincipalName}">
      <b>${user.displayName}</b> <span>${user.userPrincipalName}</span> <i>${rolesOf(place, user).join(', ')}</i></button></li>`,
  );
  return html(
    complaint === null ? 200 : 400,
    page(
      'Sign in',
      markup`<h1>Sign in</h1><p>to continue to ${application.displayName}</p>
      ${complaint === null ? '' : markup`<p role="alert">${complaint}</p>`}
      <form method="post" action="${base}/login">
        <input type="hidden" name="flow" value="${flow}">
        <p><label>User name <input name="upn" value="${hint ?? ''}" autocomplete="off" spellcheck="false"></label>
        <button>Next</button> <button name="cancel" value="yes">Cancel</button></p>
        <h2>or pick somebody</h2><ul>${people}</ul>
      </form>`,
    ),
  );
}

/** Where somebody is at home; Entra tells by the domain of their name. */
export function choosingPage(choices: readonly { readonly tenantId: string; readonly url: string }[]): Reply {
  const links = choices.map(({ tenantId, url }) => markup`<li><a href="${url}">${tenantId}</a></li>`);
  return html(200, page('Sign in', markup`<h1>Sign in</h1><p>Which organization?</p><ul>${links}</ul>`));
}

/** What went wrong where nobody can be sent back. */
export function refusalPage(refusal: Refusal, now: Date): Reply {
  const { code, message, correlationId, traceId } = refusal;
  return html(
    400,
    page(
      'Sign in to your account',
      markup`<h1>Sign in</h1><p>Sorry, but we’re having trouble signing you in.</p>
      <p role="alert">AADSTS${String(code)}: ${message}</p>
      <h2>Troubleshooting details</h2><p>Request Id: ${traceId}<br>Correlation Id: ${correlationId}<br>Timestamp: ${timestampOf(now)}</p>`,
    ),
  );
}

/** Fields that the browser brings to another site, by itself or, without scripts, by a button. */
export function postingPage(to: string, fields: readonly (readonly [string, string])[]): Reply {
  const inputs = fields.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`);
  return html(
    200,
    page(
      'Working...',
      markup`<form method="post" action="${to}">${inputs}
      <noscript><p>Script is disabled. Click Submit to continue.</p></noscript><button>Submit</button></form>
      <script>document.forms[0].submit();</script>`,
    ),
  );
}

/** Tells the applications in frames, then goes on. */
export function signedOutPage(frames: readonly string[], next: string | null): Reply {
  const goOn =
    next === null
      ? ''
      : markup`<p><a href="${next}">Continue</a></p><meta http-equiv="refresh" content="1; url=${next}">`;
  return html(
    200,
    page(
      'Sign out',
      markup`<h1>You signed out of your account</h1>${goOn}
      ${frames.map((frame) => markup`<iframe hidden title="signing out" src="${frame}"></iframe>`)}`,
    ),
  );
}

export function page(title: string, content: Markup): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style><main>${content.text}</main></html>`;
}

const STYLE = `body{font:16px system-ui;background:Canvas;color:CanvasText;color-scheme:light dark}main{max-width:44rem;margin:2rem auto;padding:0 1rem}
ul{list-style:none;padding:0}li button{width:100%;text-align:start;padding:.5rem;margin:.1rem 0;overflow-wrap:anywhere}dd{margin:0 0 .5rem;overflow-wrap:anywhere;font-family:ui-monospace,monospace}`;

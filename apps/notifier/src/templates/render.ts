import Handlebars from 'handlebars';
import type { Letter } from './letter.js';
import { plain, unlinked } from './plain.js';

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * The letter as text and as HTML; every value on one line, without a link and, in the HTML, escaped (`{{ }}`, never
 * `{{{ }}}`). Links are broken here and not where a value comes from: so none can be forgotten.
 */
export function render(letter: Letter): Rendered {
  const view = {
    subject: unlinked(plain(letter.subject)),
    heading: unlinked(plain(letter.heading)),
    greeting: unlinked(plain(letter.greeting)),
    sentences: letter.sentences.map(sentence),
    link: letter.link ?? null,
    rows: letter.rows.map(([label, value]) => ({ label: unlinked(plain(label)), value: sentence(value) })),
    footer: sentence(letter.footer),
  };
  const width = Math.max(0, ...view.rows.map(({ label }) => label.length));
  const text = TEXT({
    ...view,
    rows: view.rows.map((row) => ({ ...row, label: (row.label === '' ? '' : `${row.label}:`).padEnd(width + 2) })),
  });
  return { subject: view.subject, text, html: HTML(view) };
}

/** Several values, each of which has its own bound, may make a long line. */
function sentence(text: string): string {
  return unlinked(plain(text, LONGEST_LINE));
}

const LONGEST_LINE = 2_000;

// `knownHelpersOnly` and `strict`: a template cannot call what is not here, and a missing value is an error, not a blank.
const OPTIONS = { strict: true, knownHelpersOnly: true } as const;

const TEXT = Handlebars.compile(
  `{{heading}}

{{greeting}}

{{#each sentences}}
{{this}}
{{/each}}

{{#if link}}
{{link.url}}

{{/if}}
{{#each rows}}
  {{label}}{{value}}
{{/each}}

-- 
{{footer}}
`,
  { ...OPTIONS, noEscape: true },
);

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// Tables and inline styles only: mail readers know neither style sheets nor flex boxes. No image, no script, no link but ours.
const HTML = Handlebars.compile(
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{subject}}</title></head>
<body style="margin:0;padding:24px 12px;background:#f2f4f7;${FONT};color:#1d2939">
<table role="presentation" align="center" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #e4e7ec;border-radius:8px;border-collapse:separate;overflow:hidden">
<tr><td style="padding:16px 24px;background:#1f3a5f;color:#ffffff;font-size:13px;letter-spacing:.04em">Rollcall</td></tr>
<tr><td style="padding:24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">{{heading}}</h1>
<p style="margin:0 0 12px;font-size:15px;line-height:1.5">{{greeting}}</p>
{{#each sentences}}
<p style="margin:0 0 12px;font-size:15px;line-height:1.5">{{this}}</p>
{{/each}}
{{#if link}}
<p style="margin:0 0 12px;font-size:15px;line-height:1.5"><a href="{{link.url}}" rel="noreferrer">{{link.label}}</a></p>
{{/if}}
<table cellpadding="0" cellspacing="0" style="width:100%;margin-top:8px;border-top:1px solid #e4e7ec;font-size:14px;line-height:1.4">
{{#each rows}}
<tr><th scope="row" align="left" valign="top" style="padding:8px 16px 8px 0;border-bottom:1px solid #e4e7ec;color:#667085;font-weight:normal;white-space:nowrap">{{label}}</th><td style="padding:8px 0;border-bottom:1px solid #e4e7ec;word-break:break-word">{{value}}</td></tr>
{{/each}}
</table>
</td></tr>
<tr><td style="padding:16px 24px;background:#f9fafb;color:#667085;font-size:12px;line-height:1.5">{{footer}}</td></tr>
</table>
</body>
</html>
`,
  OPTIONS,
);

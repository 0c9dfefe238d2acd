import { brakeNote } from './terminal.js';
import { LEVELS, type CheckResult, type Report } from '../check.js';
import { tallyByLevel } from '../tally.js';
import { escapeMarkup } from './escape.js';
import { exchangeText } from './exchange-text.js';

const VERDICTS = ['pass', 'fail', 'skip'] as const;
const WORDS = { pass: 'passed', fail: 'fell short', skip: 'skipped' } as const;

/**
 * One page without any other resource, and without a script: what a target sent stands in it. The policy in its head
 * forbids what an escape might have missed. The filters are checkboxes that the style sheet reads.
 */
export function toHtml(report: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>SCIM conformance of ${escapeMarkup(report.target)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>SCIM conformance</h1>
<p>${escapeMarkup(report.target)} · ${escapeMarkup(report.startedAt)} · ${report.checks.length} checks in ${(report.milliseconds / 1_000).toFixed(1)} s · the MUSTs of ${report.required.join(', ')} count</p>
${report.stopped === undefined ? '' : `<p class="note">Not all checks were run: ${escapeMarkup(report.stopped)}.</p>`}
${report.leftBehind.length === 0 ? '' : `<p class="note">Left behind: ${escapeMarkup(report.leftBehind.join(', '))}</p>`}
${brakeNote(report)
  .map((note) => `<p class="note">${escapeMarkup(note)}.</p>`)
  .join('')}
${table(report)}
<fieldset><legend>Show</legend>
${[...LEVELS, ...VERDICTS].map(checkbox).join('\n')}
</fieldset>
<main>
${report.checks.map(entry).join('\n')}
</main>
</body>
</html>
`;
}

function table(report: Report): string {
  const rows = tallyByLevel(report).map(
    ([level, { pass, fail, skip }]) =>
      `<tr><th scope="row">${level}</th><td>${pass}</td><td>${fail}</td><td>${skip}</td></tr>`,
  );
  const head = VERDICTS.map((verdict) => `<th scope="col">${WORDS[verdict]}</th>`).join('');
  return `<table><thead><tr><th scope="col">level</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function checkbox(name: (typeof LEVELS)[number] | (typeof VERDICTS)[number]): string {
  const word = name === 'pass' || name === 'fail' || name === 'skip' ? WORDS[name] : name;
  return `<label><input type="checkbox" id="show-${name}" checked> ${word}</label>`;
}

function entry({ id, level, verdict, source, profile, expected, seen, exchange, steps }: CheckResult): string {
  return `<details class="${level} ${verdict}" id="${escapeMarkup(id)}">
<summary><b>${WORDS[verdict]}</b> <i>${level}</i> <code>${escapeMarkup(id)}</code> ${escapeMarkup(expected)}</summary>
<p>${escapeMarkup(source)} (${profile})</p>
<p>Seen: ${escapeMarkup(seen)}</p>
${steps.length < 2 ? '' : `<ol>${steps.map((step) => `<li><code>${escapeMarkup(step)}</code></li>`).join('')}</ol>`}
${exchange === null ? '' : `<pre>${escapeMarkup(exchangeText(exchange))}</pre>`}
</details>`;
}

const HIDDEN = [...LEVELS, ...VERDICTS]
  .map((name) => `body:has(#show-${name}:not(:checked)) details.${name}{display:none}`)
  .join('');

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #8885}
fieldset{border:1px solid #8885;margin:1rem 0}label{margin-right:1.2rem;white-space:nowrap}
details{border-left:.3rem solid #888;margin:.3rem 0;padding:.2rem .8rem}
details.pass{border-color:#2a8a3e}details.fail{border-color:#c22f2f}details.MUST.fail{background:#c22f2f1a}
summary{cursor:pointer}i{font-style:normal;opacity:.7}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.6rem}
.note{font-weight:bold}
${HIDDEN}`;

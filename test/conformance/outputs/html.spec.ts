import { describe, expect, it } from '@jest/globals';
import { toHtml } from './html.js';
import { MIXED, report, result } from './report.fixture.js';

describe('the report as a page', () => {
  const page = toHtml(MIXED);

  it('holds nothing that would run', () => {
    expect(page).not.toMatch(/<script|<iframe|<img|<object|<svg|javascript:|\son\w+=/i);
    expect(page).toContain("default-src 'none'");
  });

  it('loads nothing', () => {
    expect(page).not.toMatch(/\s(?:src|href|action)=|url\(|@import|<link/i);
  });

  it('escapes what the target says', () => {
    expect(page).toContain('&lt;/pre&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;&amp;]]&gt;');
    expect(page).not.toMatch(/[\u0000\u0008\u001b\ufffe]/);
  });

  it('has an entry for each check, with its level and its verdict', () => {
    const entries = [...page.matchAll(/<details class="(\w+) (\w+)" id="([\w.]+)">/g)].map(([, ...found]) => found);
    expect(entries).toEqual(MIXED.checks.map(({ level, verdict, id }) => [level, verdict, id]));
  });

  it.each(['MUST', 'SHOULD', 'MAY', 'pass', 'fail', 'skip'])('can hide the checks that are %s', (name) => {
    expect(page).toContain(`<input type="checkbox" id="show-${name}" checked>`);
    expect(page).toContain(`body:has(#show-${name}:not(:checked)) details.${name}{display:none}`);
  });

  it('shows the exchange and the steps of a check', () => {
    const entry = toHtml(report([result('users.create')]));
    expect(entry).toContain('GET https://target.example/Users?filter=');
    expect(entry).toContain('authorization: Bearer [redacted]');
    expect(entry).toContain('<li><code>POST /Users → 201</code></li>');
  });

  it('is one well-nested document', () => {
    const tags = [...page.matchAll(/<(\/?)(details|summary|pre|table|tr|fieldset|main|body|html|ol|li)\b/g)];
    const open: string[] = [];
    for (const [, slash, name = ''] of tags) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });
});

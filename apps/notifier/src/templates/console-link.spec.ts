import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Claimed, Facts } from '../delivery/store.js';
import { BRAKE, OVER_THE_CAP, PAUSED } from '../rules/refusals.js';
import { composeMail } from './compose.js';
import { consoleLink } from './console-link.js';

const CONSOLE = 'https://console.rollcall.example';
const PAGES = join(import.meta.dirname, '../../../console/web/src/pages');
const CONNECTION = '0192f000-0000-7000-8000-000000000010';
const TENANT = '0192f000-0000-7000-8000-000000000020';
const OF_CONNECTION = `?connection=${CONNECTION}`;
const AT = '2026-11-24T09:00:12.000Z';

function refusals(reason: string, connectionIds: readonly string[] = [CONNECTION]): Facts {
  const counted = { listed: 1, counted: 0, firstAt: AT, lastAt: AT };
  return {
    template: 'refusals',
    facts: { reason, ...counted, connectionIds, kinds: [], requestIds: [] },
  };
}

const credential = { connectionId: CONNECTION, method: 'token', name: 'Spring', lastUsedAt: null, endsAt: AT };
const signOn: Facts = {
  template: 'sign-on',
  facts: { what: 'secret', id: 'http://evil.example', endsAt: AT, daysLeft: 7 },
};

const certificate: Facts = {
  template: 'sign-on',
  facts: { what: 'certificate', id: 'certificate-1', endsAt: AT, daysLeft: 7 },
};

const LED: readonly (readonly [page: string, part: string, content: Facts])[] = [
  ['single-sign-on', '#oidc', signOn],
  ['single-sign-on', '#saml', certificate],
  ['team', '#approvals', { template: 'approval', facts: { at: AT, act: 'people.erase', accountId: 'account-1' } }],
  ['team', '#members', { template: 'emergency', facts: { at: AT, from: null, accountId: 'account-1' } }],
  [
    'employee-provisioning',
    `${OF_CONNECTION}#credentials`,
    { template: 'credential', facts: { ...credential, daysLeft: 7 } },
  ],
  ['employee-provisioning', `${OF_CONNECTION}#brake`, refusals(BRAKE)],
  ['employee-provisioning', `${OF_CONNECTION}#pause`, refusals(PAUSED)],
  ['activity', `?code=invalid-value&connection=${CONNECTION}`, refusals('invalid-value')],
  ['activity', OF_CONNECTION, refusals(OVER_THE_CAP)],
  ['activity', OF_CONNECTION, refusals('https://evil.example/?a=b#c')],
  ['activity', '?code=invalid-value', refusals('invalid-value', [CONNECTION, TENANT])],
  ['employee-provisioning', `${OF_CONNECTION}#brake`, refusals(BRAKE, [CONNECTION, TENANT])],
  ['employee-provisioning', '#brake', refusals(BRAKE, ['https://evil.example'])],
];

function mailOf(content: Facts, consoleUrl?: string) {
  const claimed: Claimed = {
    id: '0192f000-0000-7000-8000-00000000000a',
    tenantId: 't',
    template: content.template,
    recipient: 'it@example.com',
    recipientName: '',
    tenantName: 'http://evil.example',
    content: () => content,
    attempts: 1,
    refusals: 0,
    since: new Date(0),
    traceparent: null,
  };
  return composeMail(claimed, { from: 'Rollcall <no-reply@rollcall.example>', consoleUrl });
}

describe('a mail that an administrator has to act upon', () => {
  it.each(LED)('leads to the page %s of the console, and there to %s', (page, part, content) => {
    const route = readFileSync(join(PAGES, page, 'route.ts'), 'utf8');
    const path = /path: '([^']+)'/.exec(route)?.[1] ?? 'none';
    expect(consoleLink(content, CONSOLE)?.url).toBe(`${CONSOLE}/${path}${part}`);
  });

  it('has that one link, whole in the text and behind its words, and none of what a value says', () => {
    const link = `${CONSOLE}/configuration/single-sign-on#oidc`;
    const { text, html } = mailOf(signOn, CONSOLE);
    expect(text.split('\n')).toContain(link);
    expect(html).toContain(`<a href="${link}" rel="noreferrer">Open Single sign-on</a>`);
    for (const part of [text, html]) expect(part).not.toContain('evil.example');
  });

  it('names the page alone where the installation has no console', () => {
    expect(mailOf(signOn).text).not.toContain('https://');
  });
});

describe('a mail to a manager', () => {
  it('leads nowhere', () => {
    const facts = { name: 'Anna Ek', reason: 'created', at: AT, title: null, department: null } as const;
    expect(mailOf({ template: 'joiner', facts }, CONSOLE).text).not.toContain(CONSOLE);
  });
});

describe('a mail with a link of its own', () => {
  it('keeps it', () => {
    const link = 'https://rollcall.example/confirm/abc';
    const { text } = mailOf({ template: 'confirmation', facts: { link, until: AT } }, CONSOLE);
    expect(text).toContain(link);
    expect(text).not.toContain(CONSOLE);
  });
});

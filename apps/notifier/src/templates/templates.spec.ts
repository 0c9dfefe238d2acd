import { describe, expect, it } from '@jest/globals';
import type { Claimed, Facts } from '../delivery/store.js';
import { composeMail, messageId } from './compose.js';
import { moment, plain, unlinked } from './plain.js';
import { render } from './render.js';

/** Each kind of mail there is; a new one does not compile until it stands here. */
const EVERY: Readonly<Record<Facts['template'], true>> = {
  joiner: true,
  leaver: true,
  refusals: true,
  credential: true,
  'initial-cycle': true,
  domain: true,
  confirmation: true,
  test: true,
  refusing: true,
  emergency: true,
  approval: true,
  'sign-on': true,
  digest: true,
  operator: true,
};
const TEMPLATES = new Set(Object.keys(EVERY));

const FROM = 'Rollcall <no-reply@rollcall.example>';
const NAUGHTY = '<img src=x onerror=alert(1)> "Bobby"\r\nBcc: all@example.com\r\n\r\n{{constructor}}';

function mailOf(content: Facts, given: Partial<Claimed> = {}) {
  const claimed: Claimed = {
    id: '0192f000-0000-7000-8000-00000000000a',
    tenantId: 't',
    template: content.template,
    recipient: 'boss@example.com',
    recipientName: 'Boss',
    tenantName: 'Contoso',
    content: () => content,
    attempts: 1,
    refusals: 0,
    since: new Date(0),
    traceparent: null,
    ...given,
  };
  return composeMail(claimed, { from: FROM });
}

const person = {
  name: 'Anna Ek',
  reason: 'created',
  at: '2026-11-24T09:00:12.000Z',
  title: 'Engineer',
  department: null,
} as const;

const CONTENTS: readonly Facts[] = [
  { template: 'joiner', facts: person },
  { template: 'joiner', facts: { ...person, reason: 'reactivated' } },
  { template: 'leaver', facts: { ...person, reason: 'disabled' } },
  { template: 'leaver', facts: { ...person, reason: 'deleted' } },
  {
    template: 'refusals',
    facts: {
      reason: 'invalid-value',
      listed: 3,
      counted: 4,
      firstAt: person.at,
      lastAt: person.at,
      connectionIds: ['connection-1'],
      kinds: ['POST User 400 invalidValue'],
      requestIds: ['request-1'],
    },
  },
  {
    template: 'credential',
    facts: {
      connectionId: 'connection-1',
      method: 'token',
      name: 'Token of spring',
      lastUsedAt: null,
      endsAt: person.at,
      ended: 'revoked',
      count: 2,
    },
  },
  {
    template: 'initial-cycle',
    facts: { people: 200, firstAt: person.at, lastAt: person.at, active: 198, withManager: 190, withoutMail: 2 },
  },
  { template: 'emergency', facts: { at: person.at, from: '203.0.113.0/24', accountId: 'account-1' } },
  { template: 'approval', facts: { at: person.at, act: 'people.erase', accountId: 'account-1' } },
  { template: 'sign-on', facts: { what: 'secret', id: 'app-1', endsAt: person.at, daysLeft: 7 } },
  { template: 'refusing', facts: { address: 'bert@contoso.example', code: '550 5.1.1', since: person.at } },
];

describe('every mail', () => {
  it.each(CONTENTS)('says the same in text and HTML, and why the reader got it: $template', (content) => {
    const mail = mailOf(content);
    expect(mail.subject).not.toBe('');
    expect(mail.subject).not.toMatch(/[\r\n]/);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('You get this mail because');
      expect(part).toContain('Contoso');
      expect(part).toContain('2026-11-24 09:00 UTC');
      expect(part).not.toMatch(/\{\{|undefined|\[object/);
    }
  });
});

describe('a mail about a person', () => {
  it('names the person in the subject, and the facts that are known', () => {
    const mail = mailOf({ template: 'joiner', facts: person });
    expect(mail.subject).toBe('Anna Ek joins your team');
    expect(mail.text).toContain('Hello Boss,');
    expect(mail.text).toMatch(/Title: +Engineer/);
    expect(mail.text).not.toContain('Department');
  });

  it('neither runs nor breaks on what a directory may hold', () => {
    const facts = { ...person, name: NAUGHTY, title: NAUGHTY, department: NAUGHTY };
    const mail = mailOf({ template: 'leaver', facts: { ...facts, reason: 'disabled' } }, { tenantName: NAUGHTY });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;img src&#x3D;x');
    expect(mail.html).toContain('{{constructor}}');
    expect(mail.text).not.toMatch(/^Bcc:/m);
    expect(mail.text).toContain('<img src=x onerror=alert(1)> "Bobby" Bcc: all@example[.]com');
  });
});

describe('a link in a value', () => {
  const LINKS = [
    'https://evil.example/a?b=c',
    'HTTPS://EVIL.EXAMPLE',
    'www.evil.example',
    'WWW.evil',
    'evil.example',
    'evil。example',
    'evil．example',
    'evil｡example',
    'пример.рф',
    'evil.\u202Eexample',
    'anna@evil.example',
    'mailto:anna@evil',
    'tel:+4930123',
    'ftp://evil',
    'evil-app://open',
    'evil-app:\\\\open',
    'see www. evil',
    'javascript:alert(1)',
    '\\\\evil\\share',
    '//evil.example',
    'http:\\\\evil',
    '192.0.2.1',
  ];
  // The only link of a mail. In HTML an = is escaped, so there is none in it.
  const OURS = 'https://rollcall.example/confirm/abc';
  const LINK = /:[/\\]{2}|www\.|\\\\\w|[\p{L}\p{N}][.。．｡][\p{L}\p{N}]|\b(https?|ftp|mailto|tel|javascript):\S/iu;

  it.each(LINKS)('%j is shown, and is none, in every place of every kind of mail', (link) => {
    const person = { name: link, userName: link, employeeNumber: link, title: link, department: link };
    const about = { ...person, reason: 'disabled', at: '2026-11-24T09:00:12.000Z' } as const;
    const when = { firstAt: about.at, lastAt: about.at };
    const contents: readonly Facts[] = [
      { template: 'joiner', facts: { ...about, reason: 'created' } },
      { template: 'leaver', facts: about },
      { template: 'leaver', facts: { ...about, people: [about, about], more: 1 } },
      {
        template: 'refusals',
        facts: {
          reason: link,
          listed: 1,
          counted: 0,
          ...when,
          connectionIds: [link],
          kinds: [link],
          requestIds: [link],
          places: [link],
          people: [link],
          connectionNames: [link],
        },
      },
      ...[undefined, 'expired'].map((ended): Facts => ({
        template: 'credential',
        facts: {
          connectionId: link,
          connectionName: link,
          method: link,
          name: link,
          lastUsedAt: null,
          endsAt: about.at,
          ...(ended === undefined ? { daysLeft: 7 } : { ended, count: 1, lastAt: about.at }),
        },
      })),
      { template: 'operator', facts: { at: about.at, troubles: [{ process: link, says: link }], more: 0 } },
      { template: 'initial-cycle', facts: { people: 1, ...when, active: 1, withManager: 1, withoutMail: 0 } },
      { template: 'domain', facts: { domain: link } },
      { template: 'test', facts: { askedAt: about.at } },
      { template: 'emergency', facts: { at: about.at, from: link, accountId: link } },
      { template: 'approval', facts: { at: about.at, act: link, accountId: link } },
      ...(['secret', 'certificate'] as const).map((what): Facts => ({
        template: 'sign-on',
        facts: { what, id: link, endsAt: link, daysLeft: 7 },
      })),
      { template: 'refusing', facts: { address: link, code: link, since: about.at } },
      { template: 'digest', facts: { counts: { [link]: 1 }, lines: [link, link], ...when } },
      { template: 'confirmation', facts: { link: OURS, until: about.at } },
    ];
    expect(new Set(contents.map(({ template }) => template))).toEqual(TEMPLATES);
    for (const content of contents) {
      const mail = mailOf(content, { recipientName: link, tenantName: link });
      const body = mail.html.slice(mail.html.indexOf('<body')).replace(/style="[^"]*"/g, '');
      for (const part of [mail.subject, mail.text, body].map((text) => text.replaceAll(OURS, ''))) {
        expect(part.match(LINK)?.input).toBeUndefined();
      }
      expect(mail.text.includes(OURS)).toBe(content.template === 'confirmation');
      expect(mail.text).toContain(unlinked(plain(link)));
    }
  });

  it.each(LINKS)('%j is none wherever a letter may hold it, its heading too', (link) => {
    const rendered = render({
      subject: link,
      heading: link,
      greeting: link,
      sentences: [link],
      rows: [[link, link]],
      footer: link,
    });
    const body = rendered.html.slice(rendered.html.indexOf('<body')).replace(/style="[^"]*"/g, '');
    for (const part of [rendered.subject, rendered.text, body]) expect(part.match(LINK)?.input).toBeUndefined();
    expect(rendered.text.split(unlinked(plain(link)))).toHaveLength(7);
  });

  it.each([
    ['Dr. Anna B. Ek', 'Dr. Anna B. Ek'],
    ['At 09:30 UTC: see below...', 'At 09:30 UTC: see below[.][.].'],
    ['http://www.evil.example', 'http[:]//www[.]evil[.]example'],
  ])('%j is shown as %j', (text, line) => {
    expect(unlinked(text)).toBe(line);
  });
});

describe('a mail that asks to confirm an address', () => {
  it('has the link whole, in the text and behind its words, and says what happens if nobody follows it', () => {
    const link = 'https://rollcall.example/confirm/a_b-c';
    const mail = mailOf({ template: 'confirmation', facts: { link, until: person.at } }, { recipientName: '' });
    expect(mail.subject).toBe('Confirm this address for Contoso');
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`<a href="${link}" rel="noreferrer">Confirm this address</a>`);
    expect(mail.text).toContain('there is nothing you have to do');
    expect(mail.text).toMatch(/Good until: +2026-11-24 09:00 UTC/);
  });
});

describe('the digest of a mailbox', () => {
  it('shows 200 characters of each subject, and says how many mails it does not name', () => {
    const lines = Array.from({ length: 50 }, () => 'x'.repeat(300));
    const facts = { counts: { joiner: 60 }, lines, firstAt: person.at, lastAt: person.at };
    const { text, subject } = mailOf({ template: 'digest', facts });
    expect(subject).toBe('60 more mails about Contoso, in one');
    expect(text.match(/x{199}…/g)).toHaveLength(50);
    expect(text).toMatch(/And: +10 more/);
  });
});

describe('a mail about refusals', () => {
  it('counts those that were listed and those that were not', () => {
    const [, , , , refusals] = CONTENTS;
    if (refusals === undefined) throw new Error('no such content');
    expect(mailOf(refusals).subject).toBe('7 writes were refused: invalid-value');
  });
});

describe('the Message-ID', () => {
  it("is the delivery's id at the sender's domain", () => {
    expect(messageId('some-id', FROM)).toBe('<some-id@rollcall.example>');
    expect(messageId('some-id', 'no-reply@rollcall.example')).toBe('<some-id@rollcall.example>');
  });
});

describe('a plain value', () => {
  it.each([
    ['a\r\nb', 'a b'],
    ['a\u2028b', 'a b'],
    ['\u202Eevil', 'evil'],
    ['  a   b  ', 'a b'],
  ])('of %j is %j', (text, line) => {
    expect(plain(text)).toBe(line);
  });

  it('is cut at 200 characters, and between characters', () => {
    expect(Array.from(plain('😀'.repeat(300)))).toHaveLength(200);
  });

  it('keeps a time that is none as it is', () => {
    expect(moment('soon')).toBe('soon');
  });
});

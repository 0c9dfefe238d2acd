import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ShareExceeded } from '#service';
import { MOST_READ_OF_LOGIN } from '../http/saml.controller.js';
import { logoutQuery } from './logout.fixture.js';
import { MessageTurns } from './message-turns.js';
import { SamlConsole } from './saml.fixture.js';

const { DOMParser } = createRequire(import.meta.url)('@xmldom/xmldom') as {
  readonly DOMParser: { readonly prototype: { parseFromString(text: string, type: string): unknown } };
};

let saml: SamlConsole;
beforeAll(async () => {
  saml = await SamlConsole.start();
});
afterAll(() => saml?.stop());
beforeEach(async () => {
  await saml.empty();
  await saml.setUp();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What is parsed in the meantime, but for metadata, which is read in the background: the test’s own reading and signing is in it, too. */
async function parsesOf(work: () => Promise<unknown>): Promise<number> {
  const parsing = jest.spyOn(DOMParser.prototype, 'parseFromString');
  await work();
  const { length } = parsing.mock.calls.filter(([text]) => !text.includes('EntityDescriptor'));
  parsing.mockRestore();
  return length;
}

const placeOf = (answer: Response): string | null => answer.headers.get('location');

describe('messages of strangers', () => {
  it('are not parsed where their browser has asked for no such answer, and a right one beside them is taken', async () => {
    // With the first one the metadata is read.
    await saml.comeIn();
    const ofOne = await parsesOf(() => saml.comeIn());
    expect(ofOne).toBeGreaterThan(0);
    const [nobody, other] = [saml.visit(), saml.visit()];
    await other.json('/api/sign-in', { who: 'contoso' });
    const message = saml.unasked({ inResponseTo: '_of-nobody' });
    const parses = await parsesOf(async () => {
      const crowd = Array.from({ length: 64 }, (_, one) => (one % 2 === 0 ? nobody : other).postAcs(message));
      expect((await saml.comeIn()).location).toBe('/');
      const places = new Set((await Promise.all(crowd)).map(placeOf));
      expect(places).toEqual(new Set(['/sign-in?refused=expired', '/sign-in?refused=not-valid']));
    });
    expect(parses).toBe(ofOne);
  });

  it('that have to be read hold up no answer to a login', async () => {
    const crowd = Array.from({ length: 64 }, () => saml.visit().postAcs('AAAA'));
    expect((await saml.comeIn()).location).toBe('/');
    for (const { status } of await Promise.all(crowd)) expect([303, 429]).toContain(status);
  });

  it('are told to come back where too many wait, which an answer to a login does not meet', async () => {
    jest.spyOn(MessageTurns.prototype, 'look').mockImplementation(() => Promise.reject(new ShareExceeded('message')));
    const query = logoutQuery({ issuer: saml.entra.idp.issuer, nameId: 'pairwise-1' }, saml.entra.idp.signer);
    const url = `${saml.console.service.url}/sso/saml/logout`;
    const unasked = saml.unasked();
    const refused: Response[] = [];
    const parses = await parsesOf(async () => {
      refused.push(await saml.visit().postAcs(unasked), await fetch(`${url}?${query}`, { redirect: 'manual' }));
    });
    expect(parses).toBe(0);
    for (const answer of refused) expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    // What is no request waits for nothing.
    expect(placeOf(await fetch(`${url}?SAMLResponse=AAAA`, { redirect: 'manual' }))).toBe('/sign-in');
    expect((await saml.comeIn()).location).toBe('/');
  });

  it('that nobody here takes unasked are not judged', async () => {
    const message = saml.unasked();
    const ofPeek = 1;
    expect(await parsesOf(() => saml.visit().postAcs(message))).toBe(ofPeek);
  });
});

describe('a login', () => {
  it('is over after five messages that were read for it, and the next one is not', async () => {
    await saml.comeIn();
    const visitor = saml.visit();
    const { url } = await visitor.json('/api/sign-in', { who: 'contoso' });
    const [right, wrong] = [
      saml.entra.respond(String(url)),
      saml.entra.respond(String(url), { recipient: 'https://elsewhere.example/' }),
    ];
    for (let one = 0; one < MOST_READ_OF_LOGIN; one += 1) {
      expect(placeOf(await visitor.postAcs(wrong))).toBe('/sign-in?refused=not-valid');
    }
    const parses = await parsesOf(async () => {
      for (const message of [wrong, right]) {
        expect(placeOf(await visitor.postAcs(message))).toBe('/sign-in?refused=expired');
      }
    });
    expect(parses).toBe(0);
    expect((await saml.comeIn({ visitor })).location).toBe('/');
  });

  it('has its answers taken in turn, and is told to come back where too many wait', async () => {
    jest.spyOn(MessageTurns.prototype, 'judge').mockImplementation(() => Promise.reject(new ShareExceeded('message')));
    const { status, answer } = await saml.comeIn();
    expect([status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  });
});

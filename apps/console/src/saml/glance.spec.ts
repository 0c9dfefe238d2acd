import { describe, expect, it } from '@jest/globals';
import { glance } from './glance.js';
import { encoded, TestIdp } from './idp.fixture.js';

const around = { acsUrl: 'http://localhost:7306/sso/saml/acs', audience: 'http://localhost:7306/sso/saml/metadata' };
const idp = new TestIdp();

describe('a glance at a message', () => {
  it('sees an answer, and whose it is, also where its Base64 is in lines', () => {
    const message = idp.respond({ ...around, inResponseTo: '_asked' });
    for (const sent of [message, message.replaceAll(/(.{76})/g, '$1\r\n')]) {
      const { isAnswer, names } = glance(sent);
      expect([isAnswer, names('_asked'), names('_other')]).toEqual([true, true, false]);
    }
  });

  it('sees that nobody asked for it', () => {
    expect(glance(idp.respond({ ...around, inResponseTo: null })).isAnswer).toBe(false);
  });

  it.each([
    [`<a InResponseTo = '_asked'/>`, true],
    ['<a InResponseTo=""/>', false],
    ['<a b="InResponseTo"/>', false],
    ['', false],
  ])('of %s', (xml, isAnswer) => {
    expect(glance(encoded(xml)).isAnswer).toBe(isAnswer);
  });
});

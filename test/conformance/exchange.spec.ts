import { describe, expect, it } from '@jest/globals';
import { MAX_SHOWN_BODY, presentable, type Exchange } from './exchange.js';

const TOKEN = 'to"ken/of+mine';

const exchange = (fields: { readonly url?: string; readonly body?: string; readonly answer?: string }): Exchange => ({
  request: {
    method: 'GET',
    url: fields.url ?? 'https://target.example',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: fields.body ?? null,
  },
  response: { status: 200, headers: { 'x-echo': TOKEN }, body: fields.answer ?? null },
  milliseconds: 1,
});

describe('an exchange as a report shows it', () => {
  it('names the scheme of the credential, and not the credential', () => {
    const { request, response } = presentable(exchange({}), [TOKEN]);
    expect(request.headers.authorization).toBe('Bearer [redacted]');
    expect(response?.headers['x-echo']).toBe('[redacted]');
  });

  it.each([
    ['as it is', TOKEN],
    ['in a URL', encodeURIComponent(TOKEN)],
    ['in JSON', JSON.stringify(TOKEN)],
  ])('hides the token that a target echoes %s', (_where, form) => {
    const shown = presentable(exchange({ url: `https://x/?t=${form}`, body: form, answer: `you sent ${form}` }), [
      TOKEN,
    ]);
    expect(JSON.stringify(shown)).not.toContain('ken/of');
    expect(JSON.stringify(shown)).not.toContain('ken%2Fof');
  });

  it('hides the wrong tokens of the checks too', () => {
    const sent = exchange({});
    const strange = { ...sent, request: { ...sent.request, headers: { authorization: 'Basic c2NpbQ==' } } };
    expect(presentable(strange, [TOKEN]).request.headers.authorization).toBe('Basic [redacted]');
  });

  it('cuts a long body, and says by how much', () => {
    const { response } = presentable(exchange({ answer: 'x'.repeat(MAX_SHOWN_BODY + 7) }), [TOKEN]);
    expect(response?.body).toBe(`${'x'.repeat(MAX_SHOWN_BODY)}… (7 more characters)`);
  });
});

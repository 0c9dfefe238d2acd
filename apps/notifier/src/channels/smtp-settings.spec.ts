import { describe, expect, it } from '@jest/globals';
import { judgeFailure } from './judge-failure.js';
import { smtpSettings } from './smtp-settings.js';

describe('SMTP_URL', () => {
  it.each([
    ['smtp://localhost:1025', { port: 1025, secure: false, startTls: 'opportunistic', auth: null }],
    ['smtp://127.9.0.1:1025', { startTls: 'opportunistic' }],
    ['smtp://[::1]:25', { startTls: 'opportunistic' }],
    ['smtp://mail:1025', { startTls: 'required' }],
    ['smtp://127.evil.example', { startTls: 'required' }],
    ['smtp://localhost.evil.example', { startTls: 'required' }],
    ['smtp://10.0.0.7', { startTls: 'required' }],
    ['smtp://mail.example?tls=opportunistic', { startTls: 'opportunistic' }],
    ['smtp://u:p@localhost', { startTls: 'required' }],
    ['smtp://mail.example?tls=never', { port: 587, startTls: 'never' }],
    ['smtps://mail.example', { port: 465, secure: true }],
    ['smtp://u%40x:p%3A@mail.example', { startTls: 'required', auth: { user: 'u@x', pass: 'p:' } }],
    ['smtp://[::1]:25', { host: '::1' }],
  ])('%s is understood', (url, expected) => {
    expect(smtpSettings(url)).toMatchObject(expected);
  });

  it.each(['', 'mail.example', 'http://mail.example', 'smtp://mail.example?tls=maybe'])('%j is refused', (url) => {
    expect(() => smtpSettings(url)).toThrow(/^SMTP_URL/);
  });

  it('is not repeated when it is refused', () => {
    expect(() => smtpSettings('smpt://u:secret@h')).not.toThrow(/secret/);
  });
});

describe('a failure', () => {
  const reply = (responseCode: number) =>
    Object.assign(new Error('x'), { responseCode, response: `${responseCode} 5.7.1 no` });

  it('before the envelope is never about the mail', () => {
    expect(judgeFailure(reply(535), 'connecting').kind).toBe('unsent');
  });

  it('of the session (503, 421) passes', () => {
    expect(judgeFailure(reply(503), 'envelope')).toMatchObject({ kind: 'refused', permanent: false });
    expect(judgeFailure(reply(421), 'data')).toMatchObject({ kind: 'refused', permanent: false });
  });

  it('after DATA without an answer, or with one that makes no sense, leaves nobody knowing', () => {
    expect(judgeFailure(new Error('closed'), 'data').kind).toBe('cut-off');
    expect(judgeFailure(reply(354), 'data').kind).toBe('cut-off');
    expect(judgeFailure('odd', 'data').kind).toBe('cut-off');
  });

  it('is described by codes alone', () => {
    expect(judgeFailure(reply(550), 'envelope')).toMatchObject({ because: 'server answered 550 5.7.1 before DATA' });
  });
});

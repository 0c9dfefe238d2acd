import { describe, expect, it } from '@jest/globals';
import { isRefusal, readForm } from './token-request.js';
import { asForm } from './json-form.js';

const read = (text: string): unknown => asForm(text, JSON.parse(text));

describe('a request for a token in JSON', () => {
  it.each([
    '{"grant_type":"client_credentials","grant_type":"client_credentials"}',
    '{"client_id":"a","grant_type":"client_credentials","client_id" \n : "b"}',
    '{"client_id":"a","client\\u005fid":"b"}',
    '{"note":"a \\" { b","note":"}"}',
  ])('is malformed where a parameter is given more than once: %s', (text) => {
    expect(isRefusal(readForm(read(text)))).toBe(true);
  });

  it.each([
    '{"grant_type":"client_credentials","client_id":"grant_type\\":"}',
    '{"client_id":"{\\"client_id\\":1}"}',
    '{}',
    '[]',
    '"text"',
    'null',
  ])('is taken as it is otherwise: %s', (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });
});

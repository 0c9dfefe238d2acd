import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Parser } from '@asyncapi/parser';
import { asyncApi } from './async-api.js';
import { documents } from './documents.js';
import { incompatibilities } from './incompatibilities.js';
import { eventTypes, jsonSchemas } from './json-schemas.js';

const FOLDER = join(import.meta.dirname, '../../schemas');
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const text = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

describe('the published schemas', () => {
  it.each([...jsonSchemas()])('are not broken by the code: %s', (file, schema) => {
    expect(incompatibilities(JSON.parse(read(file)), schema)).toEqual([]);
  });

  it.each([...documents()])('are what the code says: %s', (file, document) => {
    expect(read(file)).toBe(text(document));
  });

  it('are no more than the code has', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...documents().keys()].sort());
  });
});

describe('the AsyncAPI document', () => {
  const parse = (document: object) => new Parser().parse(JSON.stringify(document));

  it('is valid and has a message for every event type', async () => {
    const { document, diagnostics } = await parse(asyncApi());
    expect(diagnostics.filter(({ severity }) => [0, 1].includes(severity))).toEqual([]);
    expect(
      document
        ?.allMessages()
        .all()
        .map((message) => message.name())
        .sort(),
    ).toEqual([...eventTypes()].sort());
  });

  it('would not pass with a dangling reference', async () => {
    const { diagnostics } = await parse({ ...asyncApi(), components: {} });
    expect(diagnostics.map(({ severity }) => severity)).toContain(0);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype, type LanguageName } from 'quicktype-core';
import { eventTypes, isJson, shortName, type Json } from './json-schemas.js';

const FOLDER = join(import.meta.dirname, '../../schemas');
const PARTS = ['User', 'Name', 'Email', 'Address', 'EnterpriseUser', 'Manager', 'Group', 'GroupMember', 'Actor'];
const NAMES = [...eventTypes().map(shortName), ...PARTS];

/** How a type of that name is declared in the generated text. */
const DECLARATION: Partial<Record<LanguageName, (name: string) => RegExp>> = {
  typescript: (name) => new RegExp(`^export interface ${name} \\{`, 'gm'),
  java: (name) => new RegExp(`^public class ${name} \\{`, 'gm'),
  python: (name) => new RegExp(`^class ${name}:`, 'gm'),
  go: (name) => new RegExp(`^type ${name} struct`, 'gm'),
  csharp: (name) => new RegExp(`public partial class ${name}$`, 'gm'),
};

async function generate(file: string, lang: LanguageName): Promise<string> {
  const schema = new JSONSchemaInput(new FetchingJSONSchemaStore());
  await schema.addSource({ name: 'RollcallEvents', schema: readFileSync(join(FOLDER, file), 'utf8') });
  const inputData = new InputData();
  inputData.addInput(schema);
  return (await quicktype({ inputData, lang })).lines.join('\n');
}

describe('types that are generated from the published schemas', () => {
  it.each(['typescript', 'java', 'python', 'go', 'csharp'] as const)(
    'have one type of each name in %s (quicktype)',
    async (lang) => {
      const text = await generate('events.json', lang);
      const counts = NAMES.map((name) => [name, text.match(DECLARATION[lang]?.(name) ?? /$^/g)?.length ?? 0]);
      expect(counts).toEqual(NAMES.map((name) => [name, 1]));
      // quicktype's way out where two types would have one name.
      expect(text).not.toMatch(/\b(Purple|Fluffy|Tentacled)\w*/);
    },
  );

  it('have one user even from the schema of one event', async () => {
    expect((await generate('UserUpdated.v1.json', 'typescript')).match(/^export interface User \{/gm)).toHaveLength(1);
  });

  it('have one schema of each name, described, in the AsyncAPI document (openapi-typescript)', async () => {
    const { components } = JSON.parse(readFileSync(join(FOLDER, 'asyncapi.json'), 'utf8')) as {
      components: { schemas: Record<string, object> };
    };
    const info = { title: 'Rollcall events', version: '1' };
    const { schemas } = components;
    const openApi = JSON.stringify({ openapi: '3.1.0', info, paths: {}, components: { schemas } });
    const text = astToString(await openapiTypescript(openApi));
    const declared = NAMES.map((name) => [name, text.match(new RegExp(`^ {8}${name}: \\{`, 'gm'))?.length]);
    expect(declared).toEqual(NAMES.map((name) => [name, 1]));
    expect(text).toContain('@description');
  });
});

describe('every property of a published schema', () => {
  const document = JSON.parse(readFileSync(join(FOLDER, 'events.json'), 'utf8')) as { $defs: Record<string, Json> };

  it.each(Object.entries(document.$defs))('is described, of %s', (_name, schema) => {
    const properties = isJson(schema.properties) ? schema.properties : {};
    const described = Object.entries(properties).filter(([, property]) => isJson(property) && isClear(property));
    expect(described.map(([name]) => name)).toEqual(Object.keys(properties));
  });
});

/** It says in words what it is, or is a part (or a list of parts) that says so, or can have one value only. */
function isClear(property: Json): boolean {
  const { description, $ref, items, type } = property;
  return description !== undefined || $ref !== undefined || type === 'null' || 'const' in property || isJson(items);
}

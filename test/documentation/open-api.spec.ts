import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { documentOf, DOCUMENTED, fileOf } from './open-api.js';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

const committed = (app: string): string => readFileSync(join(projectRoot(), fileOf(app)), 'utf8');

describe.each([...DOCUMENTED])('openapi.json of %s', (app, documented) => {
  it('is what its controllers say (npm run openapi)', async () => {
    expect(JSON.parse(await documentOf(documented))).toEqual(JSON.parse(committed(app)));
  });

  it('names every operation once, in words of its own', () => {
    const { paths } = JSON.parse(committed(app)) as Document;
    const names = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(names.filter((name) => name === undefined || !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
    expect(names).toHaveLength(new Set(names).size);
  });

  it('is taken by the generator of clients', async () => {
    const text = astToString(await openapiTypescript(committed(app)));
    expect(text).toContain('export interface operations {');
  });
});

import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { PERMISSIONS, type Permission } from '#service';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { documentOf, DOCUMENTED, fileOf } from './open-api.js';

interface Operation {
  readonly operationId?: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>;
  readonly 'x-permission'?: Permission;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Where somebody gets a token, and by which keys it is judged. */
const OF_NOBODY = ['/oauth/token', '/.well-known/jwks.json'];

const committed = (app: string): string => readFileSync(join(projectRoot(), fileOf(app)), 'utf8');

/** 204 says nothing. */
function isSaid(responses: Operation['responses']): boolean {
  return Object.entries(responses).some(
    ([status, { content }]) => status === '204' || (status.startsWith('2') && content !== undefined),
  );
}

function refusedBy(path: string): readonly string[] {
  return ['400', '401', '403', ...(path.includes('{') ? ['404'] : [])];
}

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

  it('names what each operation has to be permitted by, and of none nothing', () => {
    const { paths } = JSON.parse(committed(app)) as Document;
    const open = Object.entries(paths).flatMap(([path, operations]) =>
      Object.values(operations).some((of) => !PERMISSIONS.some((name) => name === of['x-permission'])) ? [path] : [],
    );
    expect(open).toEqual(app === 'scim-api' ? OF_NOBODY : []);
  });

  it('says what each operation answers when it worked', () => {
    const { paths } = JSON.parse(committed(app)) as Document;
    const unsaid = Object.values(paths).flatMap((path) =>
      Object.values(path)
        .filter(({ responses }) => !isSaid(responses))
        .map(({ operationId }) => operationId),
    );
    expect(unsaid).toEqual([]);
  });

  it('says how each operation that asks for a permission is refused', () => {
    const { paths } = JSON.parse(committed(app)) as Document;
    const unsaid = Object.entries(paths).flatMap(([path, operations]) =>
      Object.values(operations)
        .filter((of) => of['x-permission'] !== undefined)
        .flatMap(({ operationId, responses }) =>
          refusedBy(path)
            .filter((status) => responses[status]?.content?.['application/problem+json'] === undefined)
            .map((status) => `${operationId}: ${status}`),
        ),
    );
    expect(unsaid).toEqual([]);
  });

  it('is taken by the generator of clients', async () => {
    const text = astToString(await openapiTypescript(committed(app)));
    expect(text).toContain('export interface operations {');
  });
});

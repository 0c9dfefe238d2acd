import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../deploy/local/parts/project-root.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/**
 * What a real client sends, and what the answer is: adding a case is adding a file to `test/fixtures/<client>`. Members of
 * groups are compared by id; null is an attribute that is not there.
 */
export interface WireCase {
  readonly name: string;
  /** Where the vendor's behaviour is written down. */
  readonly provenance: string;
  readonly tolerance?: 'tolerant' | 'strict';
  readonly given: { readonly resource: JsonObject | null };
  readonly request: { readonly method: string; readonly path: string; readonly body?: Json };
  readonly expect: {
    readonly status: number;
    readonly scimType?: string;
    readonly resource?: JsonObject;
    readonly totalResults?: number;
    readonly unchanged?: boolean;
    readonly quirks?: readonly string[];
  };
}

/** Stands for the id of `given.resource`: in filters, where a path has `{id}`. */
export const GIVEN_ID = '2819c223-7f76-453a-919d-413861904646';

const FOLDER = join(projectRoot(), 'test', 'fixtures');

/** Every case as `<client>/<file>`, for `it.each`. */
export function wireCases(): (readonly [name: string, wire: WireCase])[] {
  const clients = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return clients.flatMap(({ name: client }) =>
    readdirSync(join(FOLDER, client))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [`${client}/${file}`, read(join(FOLDER, client, file))] as const),
  );
}

function read(path: string): WireCase {
  return JSON.parse(readFileSync(path, 'utf8')) as WireCase;
}

import { readFileSync } from 'node:fs';
import { generateSource } from '../source/generate.js';
import type { Source } from '../source/source.js';
import { DEFAULT_USER_MAPPING } from '../mapping/default-mapping.js';
import type { AttributeMapping } from '../mapping/attribute-mapping.js';
import { readMappings } from '../mapping/read-mappings.js';
import { checkScope } from '../scope/in-scope.js';
import type { ScopingFilter } from '../scope/scoping-filter.js';
import { count } from './read-options.js';
import { UsageError } from '../session/usage-error.js';

export function mappingsOf(file: string | undefined): readonly AttributeMapping[] {
  if (file === undefined) return DEFAULT_USER_MAPPING;
  try {
    return readMappings(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new UsageError(`--mapping ${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

export function scopeOf(json: string | undefined): readonly ScopingFilter[] {
  if (json === undefined) return [];
  try {
    const scope = JSON.parse(json) as readonly ScopingFilter[];
    checkScope(scope);
    return scope;
  } catch (error) {
    throw new UsageError(`--scope: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

export function companyOf(text: (name: string) => string | undefined): Source {
  const users = count('users', text('users'), 200);
  const groups = count('groups', text('groups'), 9);
  return generateSource({ seed: count('seed', text('seed'), 1), users, groups });
}

import { readFileSync } from 'node:fs';
import type { JobSettings } from '../cycle/job.js';
import { generateSource } from '../source/generate.js';
import type { Source } from '../source/source.js';
import { BY_OBJECT_ID, DEFAULT_USER_MAPPING } from '../mapping/default-mapping.js';
import type { AttributeMapping } from '../mapping/attribute-mapping.js';
import { readMappings } from '../mapping/read-mappings.js';
import { checkScope } from '../scope/in-scope.js';
import type { ScopingFilter } from '../scope/scoping-filter.js';
import { count } from './read-options.js';
import { UsageError } from '../session/usage-error.js';

export function mappingsOf(text: (name: string) => string | undefined): readonly AttributeMapping[] {
  const [file, externalId = 'mailNickname'] = [text('mapping'), text('external-id')];
  if (externalId !== 'mailNickname' && externalId !== 'objectId') {
    throw new UsageError(`--external-id is mailNickname or objectId, not "${externalId}"`);
  }
  if (file === undefined) return externalId === 'objectId' ? BY_OBJECT_ID : DEFAULT_USER_MAPPING;
  if (text('external-id') !== undefined)
    throw new UsageError('--external-id is for the default mapping: write it into that of --mapping');
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

const LOCAL_INBOX = 'smtp://127.0.0.1:7325';

export function notificationOf(text: (name: string) => string | undefined): JobSettings['notification'] {
  const [address, smtpUrl = LOCAL_INBOX] = [text('notify'), text('smtp')];
  if (!/^smtps?:\/\/[^/]/.test(smtpUrl)) throw new UsageError(`--smtp is smtp://HOST:PORT, not "${smtpUrl}"`);
  if (address === undefined) return null;
  if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address))
    throw new UsageError(`--notify is one mail address, not "${address}"`);
  return { address, smtpUrl };
}

export function companyOf(text: (name: string) => string | undefined): Source {
  const users = count('users', text('users'), 200);
  const groups = count('groups', text('groups'), 9);
  return generateSource({ seed: count('seed', text('seed'), 1), users, groups });
}

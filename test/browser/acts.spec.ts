import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** The console's pages import nothing of the services, so their texts are read as text. */
const SCHEMA = new URL('../../libs/contracts/schemas/AdminActed.v1.json', import.meta.url);
const ACTS = new URL('../../apps/console/web/src/pages/audit/acts.ts', import.meta.url);

describe('the acts that the audit page has words for', () => {
  it('are all that the contract knows, once in English and once in German', () => {
    const keys = [...readFileSync(ACTS, 'utf8').matchAll(/^ {4}'([a-z-]+\.[a-z-]+)':/gm)].map(([, act]) => act);
    const named = [...readFileSync(SCHEMA, 'utf8').matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, act]) => act);
    expect(named).toContain('credentials.issue');
    expect(keys.toSorted()).toEqual([...named, ...named].toSorted());
  });
});

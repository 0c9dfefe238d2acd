import { describe, expect, it } from '@jest/globals';
import { EntraClouds } from '#service';
import { MetadataKeeper } from './metadata-keeper.js';
import type { MetadataStore } from './kept-metadata.js';

const FAILED = new Error('its settings cannot be read');

describe('the metadata of tenants', () => {
  it('is looked after where the settings of one before cannot be read, and that is told', async () => {
    const asked: string[] = [];
    const store: Pick<MetadataStore, 'due'> = { due: () => Promise.resolve(['a', 'b', 'c']) };
    const keeper = new MetadataKeeper({
      // Of a store, as much as a look asks for that reads nothing.
      store: store as MetadataStore,
      clouds: new EntraClouds({ ENTRA_CLOUDS: 'global', ENTRA_AUTHORITIES: '' }),
      settingsOf: (tenantId) => {
        asked.push(tenantId);
        return tenantId === 'a' ? Promise.reject(FAILED) : Promise.resolve(null);
      },
      fetchMetadata: () => Promise.reject(new Error('nothing is fetched')),
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
    });
    await expect(keeper.runOnce()).rejects.toBe(FAILED);
    expect(asked).toEqual(['a', 'b', 'c']);
  });
});

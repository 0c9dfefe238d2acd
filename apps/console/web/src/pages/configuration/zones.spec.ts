import { describe, expect, it } from '@jest/globals';
import { zonesWith } from './zones.ts';

describe('the zones to choose from', () => {
  it('are those that there are, UTC, and the one that stands there, each once and in order', () => {
    const zones = zonesWith('Asia/Kolkata');
    expect(zones).toEqual(expect.arrayContaining(['UTC', 'Asia/Kolkata', 'Europe/Berlin', 'Pacific/Apia']));
    expect(zones).toEqual([...new Set(zones)].sort());
  });
});

import { describe, expect, it } from '@jest/globals';
import type { AdminEvent } from '#contracts';
import { tenantChanged } from './tenant-events.fixture.js';
import { OTHER_TENANT, TENANT } from './user-events.fixture.js';
import { zonesIn } from './fold-zones.js';

describe('the zones of tenants', () => {
  it('are what the newest settings say, in any order', () => {
    const berlin = tenantChanged('Europe/Berlin', { version: 2 });
    const apia = tenantChanged('Pacific/Apia', { version: 3 });
    const theirs = tenantChanged('Asia/Kathmandu', { tenantId: OTHER_TENANT });
    const newest = { tenantId: TENANT, version: 3, timeZone: 'Pacific/Apia' };
    const other = { tenantId: OTHER_TENANT, version: 1, timeZone: 'Asia/Kathmandu' };
    expect(zonesIn([berlin, apia, theirs])).toEqual([newest, other]);
    expect(zonesIn([apia, theirs, berlin])).toEqual([newest, other]);
  });

  it('are not told by settings from before there was one, by a tenant that is none, and by anything else', () => {
    const silent = tenantChanged(undefined, { version: 4 });
    const odd = tenantChanged('Europe/Berlin', { tenantId: 'nobody' });
    const ended = { ...tenantChanged('Europe/Berlin'), type: 'rollcall.TenantEnded' } as unknown as AdminEvent;
    expect(zonesIn([silent, odd, ended])).toEqual([]);
  });
});

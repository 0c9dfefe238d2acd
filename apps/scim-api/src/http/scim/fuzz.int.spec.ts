import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fuzzer } from '../../../../../test/fuzz/fuzzer.js';
import { TestScimApi } from '../../scim-api.fixture.js';

/** A share of what `npm run fuzz` does a million times. */
const REQUESTS = 8_000;

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start();
}, 60_000);
afterAll(() => api.stop());

describe('thousands of generated requests', () => {
  it('meet no 5xx, no answer that is not SCIM, and leave no event of what was refused', async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const { token, tenantId } = api.first;
    const target = { url: api.service.url, token, tenantId, owner: api.owner };
    const report = await new Fuzzer(target, { requests: REQUESTS, seed }).run();
    process.stdout.write(`fuzz: seed ${seed}, ${JSON.stringify(report.statuses)}\n`);
    expect(report.breaches).toEqual([]);
  }, 120_000);
});

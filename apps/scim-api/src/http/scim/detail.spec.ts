import { describe, expect, it } from '@jest/globals';
import { detailBy, MAX_DETAIL } from './detail.js';

const ID = '0190a1b2-0000-7000-8000-00000000000a';

describe('the detail of an error', () => {
  it('ends with the id of the request', () => {
    expect(detailBy(undefined)('Shorten it.', ID)).toBe(`Shorten it. (request ${ID})`);
  });

  it('says before it where the console has more', () => {
    const detailOf = detailBy('https://console.test');
    expect(detailOf('Shorten it.', ID)).toBe(`Shorten it. For more see https://console.test/r/${ID} (request ${ID})`);
    expect(detailOf('Shorten it.', `${ID}:7`)).toMatch(
      /see https:\/\/console\.test\/r\/[0-9a-f-]+:7 \(request .*:7\)$/,
    );
  });

  it('has 1,000 characters at most, and loses nothing of its end', () => {
    const long = detailBy('https://console.test')('x'.repeat(MAX_DETAIL), ID);
    expect(long).toHaveLength(MAX_DETAIL);
    expect(long).toMatch(/x… For more see https:\/\/console\.test\/r\/\S+ \(request \S+\)$/);
    for (let at = 800; at < 960; at += 1) {
      const halved = detailBy(undefined)(`${'x'.repeat(at)}${'\u{1f9d1}'.repeat(200)}`, ID);
      expect(halved.length).toBeLessThanOrEqual(MAX_DETAIL);
      expect(halved.isWellFormed()).toBe(true);
    }
  });
});

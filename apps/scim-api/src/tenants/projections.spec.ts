import { describe, expect, it } from '@jest/globals';
import { projectionsAt } from './projections.js';

describe('PROJECTION_URLS', () => {
  it('names each projection and where it answers', () => {
    expect(projectionsAt('audit=http://audit:7404, notifier=https://notifier/')).toEqual([
      { name: 'audit', url: 'http://audit:7404' },
      { name: 'notifier', url: 'https://notifier' },
    ]);
    expect(projectionsAt('')).toEqual([]);
  });

  it.each(['http://audit:7404', 'audit=audit:7404', 'audit=http://audit:7404/admin'])('%s is refused', (setting) => {
    expect(() => projectionsAt(setting)).toThrow('write name=http://host:port');
  });
});

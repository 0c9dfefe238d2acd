import { describe, expect, it } from '@jest/globals';
import {
  adminActed,
  groupUpdated,
  TENANT,
  tenantChanged,
  userCreated,
  userUpdated,
  writeRefused,
} from './events.fixture.js';
import { keysOf, nameKey, namesIn } from './names.js';

const CONNECTION = { id: 'c1', name: 'Entra ID' };

describe('names', () => {
  it('are what a new person is called', () => {
    expect(namesIn(userCreated())).toMatchObject([
      { tenantId: TENANT, type: 'User', name: 'mona@example.com', userName: 'mona@example.com' },
    ]);
  });

  it('are news only when they changed', () => {
    expect(namesIn(userUpdated(2))).toEqual([]);
    const { data, ...rest } = userUpdated(3);
    const changes = [{ path: 'name.familyName', before: 'A', after: 'B' }];
    const user = { ...data.user, displayName: 'Mona B\0' };
    expect(namesIn({ ...rest, data: { ...data, user, changes } })).toMatchObject([{ name: 'Mona B' }]);
    expect(namesIn(groupUpdated())).toEqual([]);
  });

  it('are made of given and family name where there is no other, and people are found by these in either order', () => {
    const event = userCreated();
    const called = (of: object) =>
      namesIn({ ...event, data: { ...event.data, user: { ...event.data.user, ...of } } })[0];
    const byParts = called({ name: { givenName: 'Mona', familyName: 'van Kim' } });
    expect(byParts).toMatchObject({ name: 'Mona van Kim' });
    expect(keysOf(byParts ?? { name: '', userName: null })).toEqual(
      expect.arrayContaining(['mona van kim', 'van kim', 'kim', 'van kim mona', 'mona']),
    );
    const shown = called({ displayName: 'Mo', name: { formatted: 'Mona Kim', familyName: 'Kim' } });
    expect([shown?.name, keysOf(shown ?? { name: '', userName: null })]).toEqual([
      'Mo',
      ['mo', 'mona kim', 'kim', 'mona@example.com'],
    ]);
    expect(called({ displayName: '', name: {} })).toMatchObject({ name: 'mona@example.com' });
  });

  it('of connections come with the settings, of credentials and readers with their acts', () => {
    const settings = tenantChanged();
    const named = { ...settings, data: { ...settings.data, connections: [CONNECTION] } };
    expect(namesIn(named)).toMatchObject([{ type: 'connection', ...CONNECTION, userName: null }]);
    const changes = [{ path: 'name', before: null, after: 'SIEM' }];
    expect(namesIn(adminActed({ act: 'readers.issue', changes }))).toMatchObject([{ type: 'reader', name: 'SIEM' }]);
    expect([...namesIn(adminActed()), ...namesIn(writeRefused())]).toEqual([]);
  });

  it('are found from each of their words on, and by the user name', () => {
    const keys = keysOf({ name: 'Misaki  van Sato', userName: 'M.Sato@Contoso.example' });
    expect(keys).toEqual(['misaki van sato', 'van sato', 'sato', 'm.sato@contoso.example']);
    expect(keysOf({ name: ' ', userName: null })).toEqual([]);
    expect(nameKey('x'.repeat(5_000))).toHaveLength(100);
  });
});

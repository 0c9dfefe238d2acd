import { describe, expect, it } from '@jest/globals';
import type { NamedEntry } from '../ledger/entry.js';
import {
  adminActed,
  groupDeleted,
  groupUpdated,
  userCreated,
  userUpdated,
  writeRefused,
} from '../ledger/events.fixture.js';
import { toEntry } from '../ledger/to-entry.js';
import type { RollcallEvent } from '#contracts';
import { CSV_HEADER, csvLine } from './entry-csv.js';
import { ocsfLine } from './entry-ocsf.js';

function entryOf(event: RollcallEvent, more: Partial<NamedEntry> = {}): NamedEntry {
  const entry = toEntry(event);
  if (entry === null) throw new Error('no entry');
  return { ...entry, sequence: 7, changes: JSON.stringify(entry.changes), ...more };
}

function cellsOf(entry: NamedEntry): Record<string, string> {
  const cells =
    csvLine(entry)
      .trimEnd()
      .match(/("([^"]|"")*"|[^,]*)(,|$)/gu) ?? [];
  const names = CSV_HEADER.trimEnd().split(',');
  return Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').replace(/,$/u, '')]));
}

describe('a line of CSV', () => {
  it('has a cell for each column', () => {
    const cells = cellsOf(entryOf(userCreated(), { resourceName: 'Mona "M" Li' }));
    expect(cells).toMatchObject({ sequence: '7', reason: 'created', resourceName: '"Mona ""M"" Li"', status: '' });
    expect(cells.changes).toContain('""path"":""title""');
  });

  it('says where Kafka has the event, where that is known', () => {
    const place = { topic: 'rollcall.users.v1', partition: 3, offset: '41' };
    expect(cellsOf(entryOf(userCreated(), place))).toMatchObject({ ...place, partition: '3' });
    expect(cellsOf(entryOf(userCreated()))).toMatchObject({ topic: '', partition: '', offset: '' });
    expect(JSON.parse(ocsfLine(entryOf(userCreated(), place)))).toMatchObject({ unmapped: place });
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1'])('has no formula: %j', (text) => {
    expect(cellsOf(entryOf(adminActed({ reason: text }))).reason?.replaceAll('"', '')).toBe(`'${text}`);
  });
});

describe('an event of OCSF', () => {
  it.each<[string, RollcallEvent, object]>([
    ['a new person', userCreated(), { class_uid: 3001, activity_id: 1, type_uid: 300_101, user: { name: 'mona' } }],
    ['a changed person', userUpdated(2), { class_uid: 3004, activity_id: 3, entity: { type: 'User' } }],
    ['who was put into a group', groupUpdated(), { class_uid: 3006, activity_id: 3, group: { uid: 'group-1' } }],
    ['a group that is gone', groupDeleted(), { class_uid: 3006, activity_id: 5 }],
    ['a refusal', writeRefused(), { class_uid: 3004, activity_id: 1, status_id: 2, status_code: '409' }],
    ['an act', adminActed(), { class_uid: 3004, activity_id: 4, actor: { user: { uid: 'operator' } } }],
  ])('says %s', (_what, event, expected) => {
    const line = ocsfLine(entryOf(event, { userName: 'mona' }));
    expect(line.endsWith('}\n')).toBe(true);
    const said = JSON.parse(line) as { metadata: object };
    expect(said).toMatchObject({ category_uid: 3, time: Date.parse(event.time), severity_id: 1, ...expected });
    expect(said.metadata).toMatchObject({ uid: event.id, sequence: 7, correlation_uid: 'request-1' });
  });
});

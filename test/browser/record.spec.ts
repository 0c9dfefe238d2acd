import { describe, expect, it } from '@jest/globals';
import { differencesOf } from './record.js';

const RECORD = '- main [box=248,0,1032,800]:\n  - heading "Audit" [level=1] [box=280,96,76,32]\n';

describe('the record of a picture', () => {
  it.each([
    ['itself', RECORD],
    ['boxes that are 8 pixels elsewhere', RECORD.replace('280,96', '288,88')],
  ])('is held by %s', (_what, seen) => {
    expect(differencesOf(RECORD, seen)).toEqual([]);
  });

  it.each([
    ['a box that is 9 pixels elsewhere', RECORD.replace('280,96', '289,96')],
    ['a width that is another', RECORD.replace('76,32', '96,32')],
    ['another name', RECORD.replace('Audit', 'Log')],
    ['another level', RECORD.replace('level=1', 'level=2')],
    ['a box that is gone', RECORD.replace(' [box=280,96,76,32]', '')],
    ['a line more', `${RECORD}  - button "More" [box=280,200,76,32]\n`],
    ['a line less', RECORD.split('\n')[0] ?? ''],
  ])('is not held by %s', (_what, seen) => {
    expect(differencesOf(RECORD, seen)).not.toEqual([]);
  });
});

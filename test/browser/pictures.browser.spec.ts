import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { recordFile, recordOf } from './pictures.js';
import { differencesOf } from './record.js';
import { SHOTS } from './shots.js';
import { stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** Not the pixels: those are another machine's fonts. What is to be another is taken anew by `npm run screenshots`. */
describe('the pictures of the README', () => {
  it.each(SHOTS)(
    '$name shows the landmarks, headings, names and boxes that are recorded beside it',
    async ({ name, path, look, act }) => {
      const seen = await stage.visit(path, look, async (page, complaints) => {
        await act?.(page);
        return { record: await recordOf(page), complaints: complaints.all() };
      });
      expect(differencesOf(readFileSync(recordFile(name), 'utf8'), seen.record)).toEqual([]);
      expect(seen.complaints).toEqual([]);
    },
    WITHIN_MS,
  );
});

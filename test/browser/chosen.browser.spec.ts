import { describe, expect, it } from '@jest/globals';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** What a field shows right after a choice and in the next twenty frames. */
const FRAMES = 20;
/** Runs in the page, whose types are not known here. */
const choosing = (id: string | null, wanted: string): string => `(async () => {
  const select = document.getElementById(${JSON.stringify(id)});
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, ${JSON.stringify(wanted)});
  select.dispatchEvent(new Event('change', { bubbles: true }));
  const values = new Set([select.value]);
  for (let frame = 0; frame < ${FRAMES}; frame++) {
    await new Promise((done) => requestAnimationFrame(done));
    values.add(select.value);
  }
  return [...values];
})()`;

describe('a filter that the address keeps', () => {
  it.each([
    ['audit', 'Outcome', 'refused'],
    ['people', 'State', 'false'],
  ] as const)(
    'shows on %s from the first frame on what was chosen',
    async (path, label, value) => {
      const seen = await stage.visit(path, as('identity-administrator'), async (page, complaints) => {
        const field = page.getByLabel(label, { exact: true });
        await field.waitFor();
        const shown = await page.evaluate<string[]>(choosing(await field.getAttribute('id'), value));
        await page.waitForURL((url) => url.searchParams.size > 0);
        return { shown, complaints: complaints.all() };
      });
      expect(seen).toEqual({ shown: [value], complaints: [] });
    },
    WITHIN_MS,
  );
});

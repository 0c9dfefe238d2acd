import { describe, expect, it } from '@jest/globals';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** What a field shows right after a choice and in the next twenty frames. */
const FRAMES = 20;

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
        const shown = await field.evaluate(
          async (select: HTMLSelectElement, { wanted, frames }) => {
            Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set?.call(select, wanted);
            select.dispatchEvent(new Event('change', { bubbles: true }));
            const values = [select.value];
            for (let frame = 0; frame < frames; frame++) {
              await new Promise((done) => requestAnimationFrame(done));
              values.push(select.value);
            }
            return [...new Set(values)];
          },
          { wanted: value, frames: FRAMES },
        );
        await page.waitForURL((url) => url.searchParams.size > 0);
        return { shown, complaints: complaints.all() };
      });
      expect(seen).toEqual({ shown: [value], complaints: [] });
    },
    WITHIN_MS,
  );
});

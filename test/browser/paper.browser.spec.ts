import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { as, stageOfFile } from './stage.js';
import { WITHIN_MS } from './visit.js';

const stage = stageOfFile();

/** What a browser knows, as far as it is asked here. */
interface Styled {
  readonly document: { readonly querySelector: (selector: string) => unknown };
  readonly getComputedStyle: (
    element: unknown,
    part?: string,
  ) => { readonly backgroundColor: string; readonly content: string };
}

interface Styles {
  readonly paper: string;
  readonly panel: string;
  readonly time: string;
}

const WHITE = 'rgb(255, 255, 255)';

describe('a page that is printed', () => {
  it(
    'is black on white, without the ways to go on, and says when something was by the moment',
    async () => {
      const seen = await stage.visit(
        'configuration/integrations/employee-provisioning',
        { ...as('identity-administrator'), theme: 'dark' },
        async (page) => {
          await page.emulateMedia({ media: 'print' });
          const styled = (): Promise<Styles> =>
            page.evaluate(() => {
              const { document, getComputedStyle } = globalThis as unknown as Styled;
              return {
                paper: getComputedStyle(document.querySelector('body')).backgroundColor,
                panel: getComputedStyle(document.querySelector('.panel')).backgroundColor,
                time: getComputedStyle(document.querySelector('table time'), '::after').content,
              };
            });
          // A colour goes over to another one in the frames after it.
          await eventually(
            'paper and panels are white',
            async () => {
              const { paper, panel } = await styled();
              return paper === WHITE && panel === WHITE;
            },
            { timeout: WITHIN_MS },
          );
          const { time } = await styled();
          const navigation = await page.getByRole('navigation').isVisible();
          const pause = await page.getByRole('button', { name: 'Pause' }).isVisible();
          const table = await page.getByRole('table').first().isVisible();
          await page.emulateMedia({ media: 'screen' });
          return { time, navigation, pause, table };
        },
      );
      expect(seen).toMatchObject({ navigation: false, pause: false, table: true });
      expect(seen.time).toMatch(/2026.* UTC/);
    },
    WITHIN_MS,
  );
});

import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.js';
import { FLOW_WITHIN_MS, person, PROVISIONING, type RealStage, type Visitor } from '../real.js';
import { WITHIN_MS } from '../visit.js';

const NAME = '<img src=x onerror="document.title=1"><b>Eve</b>';
const USER_NAME = '<svg/onload=alert(1)>eve@markup.example';
/** One of the two. */
const HERS = /onerror|onload/;
const TENANT = 'Mark <script>alert(1)</script>';
const CONNECTION = '<iframe src=javascript:alert(1)>';

/** Whoever may name a person in Entra may name them so: a name is text everywhere. */
export function showsMarkupAsText(stage: () => RealStage): void {
  describe('names with markup, by SCIM', () => {
    it(
      'are text on the pages that show them, and the policy is asked nothing',
      () =>
        stage().visited(async (visitor) => {
          const { page } = visitor;
          const tenant = await stage().connected(TENANT, { name: CONNECTION });
          const eve = { ...person(USER_NAME, NAME), title: NAME };
          const created = await tenant.scim.post('Users', eve);
          expect(created.status).toBe(201);
          // What is refused is grouped by what was wrong and where, and that may be her words.
          expect((await tenant.scim.post('Users', eve)).status).toBe(409);
          await tenant.scim.patch(`Users/${String(created.body?.id)}`, [{ op: 'replace', path: NAME, value: 'x' }]);

          await visitor.signIn('auditor', tenant.id);
          await visitor.open('activity');
          await page.getByRole('row').filter({ hasText: USER_NAME }).first().waitFor();
          await opened(visitor, 'activity?tab=refusals');
          await isAudited(visitor);
          await visitor.open('audit?outcome=accepted');
          await page.getByRole('row').filter({ hasText: HERS }).getByRole('link').first().click();
          await page.getByRole('region', { name: 'One entry' }).getByText(NAME, { exact: true }).first().waitFor();
          await expectText(page);
          await opened(visitor, PROVISIONING);
          await opened(visitor, '');

          await visitor.signIn('people', tenant.id);
          await visitor.open('');
          await page.getByRole('row').filter({ hasText: NAME }).first().waitFor();
          await expectText(page);
          expect(visitor.complaints()).toEqual([]);
        }),
      FLOW_WITHIN_MS,
    );
  });
}

async function opened(visitor: Visitor, path: string): Promise<void> {
  await visitor.open(path);
  await visitor.page.getByText(TENANT).filter({ visible: true }).first().waitFor();
  await expectText(visitor.page);
}

/** Nothing of the names has become an element, and none of them has run. */
async function expectText(page: Page): Promise<void> {
  expect(await page.locator('img, iframe, b, svg[onload], script:not([src])').count()).toBe(0);
  expect(await page.title()).not.toBe('1');
}

const ACCEPTED = '/api/audit/entries?outcome=accepted';

/** The page does not ask again by itself. */
async function isAudited(visitor: Visitor): Promise<void> {
  const has = async (): Promise<boolean> => HERS.test((await visitor.get(ACCEPTED)).text);
  await eventually('the audit log has the person', has, { timeout: WITHIN_MS, every: 250 });
}

import { afterAll, beforeAll, describe } from '@jest/globals';
import { brakesAndReleases } from './flows/brake.suite.js';
import { rotatesAndRevokes } from './flows/credentials.suite.js';
import { letsEmployeesIn } from './flows/employees.suite.js';
import { enforcesSingleSignOn } from './flows/enforcement.suite.js';
import { keepsForeignPagesOut } from './flows/foreign-pages.suite.js';
import { showsMarkupAsText } from './flows/markup.suite.js';
import { leadsToAConnection } from './flows/six-clicks.suite.js';
import { takesEachAssertionOnce } from './flows/saml-posts.suite.js';
import { letsAShadowGoLive } from './flows/shadow.suite.js';
import { signsInWithEntra } from './flows/sign-on.suite.js';
import { connectsByEachMethod } from './flows/wizard.suite.js';
import { keepsTenantsApart } from './flows/two-tenants.suite.js';
import { RealStage } from './real.js';
import { WITHIN_MS } from './visit.js';

const START_WITHIN_MS = 300_000;

/** What people do, on the real constellation: one for all of them, a tenant for each. */
describe('on the real constellation', () => {
  let stage: RealStage;
  beforeAll(async () => {
    stage = await RealStage.start();
  }, START_WITHIN_MS);
  afterAll(() => stage?.stop(), WITHIN_MS);

  const real = (): RealStage => stage;
  leadsToAConnection(real);
  connectsByEachMethod(real);
  rotatesAndRevokes(real);
  brakesAndReleases(real);
  letsAShadowGoLive(real);
  keepsTenantsApart(real);
  keepsForeignPagesOut(real);
  showsMarkupAsText(real);
  signsInWithEntra(real);
  takesEachAssertionOnce(real);
  letsEmployeesIn(real);
  enforcesSingleSignOn(real);
});

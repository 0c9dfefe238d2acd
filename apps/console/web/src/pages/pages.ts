import { activity } from './activity/route.ts';
import { audit } from './audit/route.ts';
import { compare } from './compare/route.ts';
import { configuration } from './configuration/route.ts';
import { consumers, consumersOfAll } from './consumers/route.ts';
import { customAttributes } from './custom-attributes/route.ts';
import { deliveries } from './deliveries/route.ts';
import { employeeProvisioning } from './employee-provisioning/route.ts';
import { granted } from './granted/route.ts';
import { group } from './group/route.ts';
import { groups } from './groups/route.ts';
import { integrations } from './integrations/route.ts';
import { organisation } from './organisation/route.ts';
import { overview } from './overview/route.ts';
import type { PageRoute } from './page-route.ts';
import { people } from './people/route.ts';
import { person } from './person/route.ts';
import { preferences } from './preferences/route.ts';
import { segments } from './segments/route.ts';
import { singleSignOn } from './single-sign-on/route.ts';
import { team } from './team/route.ts';
import { tenants } from './tenants/route.ts';

/** Every page; the order is that of the navigation. */
export const PAGES: readonly PageRoute[] = [
  overview,
  tenants,
  activity,
  people,
  person,
  organisation,
  compare,
  segments,
  groups,
  group,
  audit,
  deliveries,
  consumers,
  consumersOfAll,
  configuration,
  integrations,
  employeeProvisioning,
  customAttributes,
  singleSignOn,
  team,
  preferences,
  ...granted,
];

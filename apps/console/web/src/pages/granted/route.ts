import { activity } from '../activity/route.ts';
import { audit } from '../audit/route.ts';
import { group } from '../group/route.ts';
import { organisation } from '../organisation/route.ts';
import type { PageRoute } from '../page-route.ts';
import { people } from '../people/route.ts';
import { person } from '../person/route.ts';

const GRANTED = 'granted/$tenantId';

/** What of a tenant an operator looks at by its grant: the same pages, which only read. */
export const granted: readonly PageRoute[] = [people, person, organisation, group, activity, audit].map(byGrant);

function byGrant({ path, title, parent, reads, load }: PageRoute): PageRoute {
  const above = parent === undefined ? '' : `${GRANTED}/${people.path}`;
  return {
    path: `${GRANTED}/${path}`,
    scope: 'installation',
    title,
    needs: ['installation:read'],
    roles: ['operator'],
    parent: above,
    ...(reads !== undefined && { reads }),
    load: async () => {
      const [{ Page }, { underGrant }] = await Promise.all([load(), import('./under-grant.tsx')]);
      return { Page: underGrant(Page) };
    },
  };
}

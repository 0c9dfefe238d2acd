import { Module, type DynamicModule } from '@nestjs/common';
import type { MembershipReads } from './groups/membership-reads.js';
import { BulkController } from './http/scim/bulk.controller.js';
import type { Cursors } from './http/scim/cursors.js';
import { DiscoveryController } from './http/scim/discovery.controller.js';
import { GroupsController } from './http/scim/groups.controller.js';
import { MeController } from './http/scim/me.controller.js';
import { Lists, type ListParts } from './http/scim/lists.js';
import { Loading } from './http/scim/loading.js';
import { PARTS, type Parts, type Served } from './http/scim/parts.js';
import { SearchController } from './http/scim/search.controller.js';
import { UsersController } from './http/scim/users.controller.js';

/** Where resources are written and read. */
export interface Place extends Pick<Parts, 'store' | 'users' | 'groups'> {
  readonly memberships: MembershipReads;
  readonly onFound?: ListParts['onFound'];
}

/** From these alone, pages of a list and what an answer shows are made here. */
export interface ScimParts extends Omit<Parts, 'lists' | 'loading' | 'shadow'>, Place {
  readonly shadow: Place;
  readonly cursors: Cursors;
  /** The admin API and the token endpoint. */
  readonly admin: DynamicModule;
  /** The activity's API; null: nothing is recorded. */
  readonly activity: DynamicModule | null;
}

@Module({})
export class ScimApiModule {
  static forRoot({ admin, activity, cursors, memberships, shadow, ...given }: ScimParts): DynamicModule {
    const { store, users, groups, baseUrl } = given;
    const ways = { cursors, baseUrl };
    const own = served({ store, users, groups, memberships }, ways);
    const parts: Parts = { ...given, ...own, shadow: served(shadow, ways) };
    return {
      module: ScimApiModule,
      imports: activity === null ? [admin] : [admin, activity],
      controllers: [
        SearchController,
        UsersController,
        GroupsController,
        BulkController,
        MeController,
        DiscoveryController,
      ],
      providers: [{ provide: PARTS, useValue: parts }],
    };
  }
}

function served(
  { store, users, groups, memberships, onFound }: Place,
  ways: Pick<ListParts, 'cursors' | 'baseUrl'>,
): Served {
  const loading = new Loading({ users, memberships, baseUrl: ways.baseUrl });
  return { store, users, groups, loading, lists: new Lists({ users, groups, loading, onFound, ...ways }) };
}

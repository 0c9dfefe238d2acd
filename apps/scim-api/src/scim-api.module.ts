import { Module, type DynamicModule } from '@nestjs/common';
import type { MembershipReads } from './groups/membership-reads.js';
import { BulkController } from './http/scim/bulk.controller.js';
import type { Cursors } from './http/scim/cursors.js';
import { DiscoveryController } from './http/scim/discovery.controller.js';
import { GroupsController } from './http/scim/groups.controller.js';
import { MeController } from './http/scim/me.controller.js';
import { Lists } from './http/scim/lists.js';
import { Loading } from './http/scim/loading.js';
import { PARTS, type Parts } from './http/scim/parts.js';
import { SearchController } from './http/scim/search.controller.js';
import { UsersController } from './http/scim/users.controller.js';

/** From these alone, pages of a list and what an answer shows are made here. */
export interface ScimParts extends Omit<Parts, 'lists' | 'loading'> {
  readonly cursors: Cursors;
  readonly memberships: MembershipReads;
  /** The admin API and the token endpoint. */
  readonly admin: DynamicModule;
  /** The activity's API; null: nothing is recorded. */
  readonly activity: DynamicModule | null;
}

@Module({})
export class ScimApiModule {
  static forRoot({ admin, activity, cursors, memberships, ...given }: ScimParts): DynamicModule {
    const { users, groups, baseUrl } = given;
    const loading = new Loading({ users, memberships, baseUrl });
    const parts: Parts = { ...given, loading, lists: new Lists({ users, groups, loading, cursors, baseUrl }) };
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

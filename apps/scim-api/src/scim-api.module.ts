import { Module, type DynamicModule } from '@nestjs/common';
import type { GroupReads } from './groups/group-reads.js';
import type { MembershipReads } from './groups/membership-reads.js';
import { BulkController } from './http/scim/bulk.controller.js';
import type { Cursors } from './http/scim/cursors.js';
import type { DetailOf } from './http/scim/detail.js';
import { DiscoveryController } from './http/scim/discovery.controller.js';
import { GroupsController } from './http/scim/groups.controller.js';
import { MeController } from './http/scim/me.controller.js';
import { Lists } from './http/scim/lists.js';
import { Loading } from './http/scim/loading.js';
import type { RecordRefusal } from './http/scim/record-refusal.js';
import { SearchController } from './http/scim/search.controller.js';
import {
  DETAIL_OF,
  GROUP_READS,
  LISTS,
  LOADING,
  RECORD_REFUSAL,
  SCIM_BASE_URL,
  STORE,
  USER_READS,
} from './http/scim/tokens.js';
import { UsersController } from './http/scim/users.controller.js';
import type { Store } from './storage/store.js';
import type { UserReads } from './users/user-reads.js';

export interface ScimParts {
  readonly store: Store;
  readonly users: UserReads;
  readonly groups: GroupReads;
  readonly cursors: Cursors;
  readonly memberships: MembershipReads;
  readonly recordRefusal: RecordRefusal;
  /** The SCIM root, without a slash at its end. */
  readonly baseUrl: string;
  readonly detailOf: DetailOf;
  /** The admin API and the token endpoint. */
  readonly admin: DynamicModule;
  /** The activity's API; null: nothing is recorded. */
  readonly activity: DynamicModule | null;
}

@Module({})
export class ScimApiModule {
  static forRoot({
    store,
    users,
    groups,
    cursors,
    memberships,
    recordRefusal,
    baseUrl,
    detailOf,
    admin,
    activity,
  }: ScimParts): DynamicModule {
    const loading = new Loading({ users, memberships, baseUrl });
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
      providers: [
        { provide: STORE, useValue: store },
        { provide: USER_READS, useValue: users },
        { provide: GROUP_READS, useValue: groups },
        { provide: LISTS, useValue: new Lists({ users, groups, loading, cursors, baseUrl }) },
        { provide: LOADING, useValue: loading },
        { provide: RECORD_REFUSAL, useValue: recordRefusal },
        { provide: SCIM_BASE_URL, useValue: baseUrl },
        { provide: DETAIL_OF, useValue: detailOf },
      ],
    };
  }
}

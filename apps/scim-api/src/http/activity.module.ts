import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { KnownPeople } from '../activity/cycles.js';
import { ActivityReader } from '../activity/storage/activity-reader.js';
import { CycleReader } from '../activity/storage/cycle-reader.js';
import { AccessStore } from '../storage/access-store.js';
import { AccessController } from './activity/access.controller.js';
import { ActivityController } from './activity/activity.controller.js';
import { CyclesController, KNOWN_PEOPLE } from './activity/cycles.controller.js';
import { Values, VALUES, type ChangesOfVersions } from './activity/values.js';

export interface ActivityParts {
  readonly activity: ActivityReader;
  readonly cycles: CycleReader;
  readonly people: KnownPeople;
  readonly events: ChangesOfVersions;
  readonly access: AccessStore;
}

export const ACTIVITY_CONTROLLERS: readonly Type<unknown>[] = [AccessController, CyclesController, ActivityController];

/** What readers of the activity are answered. */
@Module({})
export class ActivityModule {
  static of({ activity, cycles, people, events, access }: ActivityParts): DynamicModule {
    return {
      module: ActivityModule,
      controllers: [...ACTIVITY_CONTROLLERS],
      providers: [
        { provide: ActivityReader, useValue: activity },
        { provide: CycleReader, useValue: cycles },
        { provide: KNOWN_PEOPLE, useValue: people },
        { provide: AccessStore, useValue: access },
        { provide: VALUES, useValue: new Values(events) },
      ],
    };
  }
}

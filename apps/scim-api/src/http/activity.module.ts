import { Module, type DynamicModule } from '@nestjs/common';
import type { KnownPeople } from '../activity/cycles.js';
import { ActivityReader } from '../activity/storage/activity-reader.js';
import { CycleReader } from '../activity/storage/cycle-reader.js';
import { ActivityController } from './activity/activity.controller.js';
import { CyclesController, KNOWN_PEOPLE } from './activity/cycles.controller.js';
import { Values, VALUES, type ChangesOfVersions } from './activity/values.js';

export interface ActivityParts {
  readonly activity: ActivityReader;
  readonly cycles: CycleReader;
  readonly people: KnownPeople;
  readonly events: ChangesOfVersions;
}

/** What readers of the activity are answered. */
@Module({})
export class ActivityModule {
  static of({ activity, cycles, people, events }: ActivityParts): DynamicModule {
    return {
      module: ActivityModule,
      controllers: [CyclesController, ActivityController],
      providers: [
        { provide: ActivityReader, useValue: activity },
        { provide: CycleReader, useValue: cycles },
        { provide: KNOWN_PEOPLE, useValue: people },
        { provide: VALUES, useValue: new Values(events) },
      ],
    };
  }
}

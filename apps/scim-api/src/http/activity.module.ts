import { Module, type DynamicModule } from '@nestjs/common';
import { ActivityReader } from '../activity/storage/activity-reader.js';
import { ActivityController } from './activity/activity.controller.js';

/** What readers of the activity are answered. */
@Module({})
export class ActivityModule {
  static of(reader: ActivityReader): DynamicModule {
    return {
      module: ActivityModule,
      controllers: [ActivityController],
      providers: [{ provide: ActivityReader, useValue: reader }],
    };
  }
}

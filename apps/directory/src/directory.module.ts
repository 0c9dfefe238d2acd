import { Module, type DynamicModule } from '@nestjs/common';
import { meter } from '#telemetry';
import type { Logger, TenantReads, TokenGuardOptions } from '#service';
import type { UserEvent } from '#contracts';
import { AdminController } from './bus/admin.controller.js';
import { ON_GAP, UsersController } from './bus/users.controller.js';
import { Employees } from './http/employees.js';
import { EmployeesController } from './http/employees.controller.js';
import { TOKEN_OPTIONS } from './http/reader.guard.js';

export interface DirectoryParts {
  readonly tokens: TokenGuardOptions;
  readonly reads: TenantReads;
  readonly logger: Logger;
}

/** What tokens for this API are issued for. */
export const AUDIENCE = 'rollcall:directory';

const gaps = meter.createCounter('rollcall_directory_version_gaps', {
  description: 'Events that came although one before them of the same employee had not been seen',
});

@Module({})
export class DirectoryModule {
  static of({ tokens, reads, logger }: DirectoryParts): DynamicModule {
    const onGap = ({ tenantId, subject, resourceVersion }: UserEvent): void => {
      gaps.add(1);
      logger.error({ tenantId, subject, resourceVersion }, 'versions are missing before this event');
    };
    return {
      module: DirectoryModule,
      controllers: [UsersController, AdminController, EmployeesController],
      providers: [
        { provide: ON_GAP, useValue: onGap },
        { provide: Employees, useValue: new Employees(reads) },
        { provide: TOKEN_OPTIONS, useValue: tokens },
      ],
    };
  }
}

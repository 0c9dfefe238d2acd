import { Module, type DynamicModule } from '@nestjs/common';
import type { TenantReads, TokenGuardOptions } from '#service';
import { Employees } from './http/employees.js';
import { EmployeesController } from './http/employees.controller.js';
import { TOKEN_OPTIONS } from './http/reader.guard.js';

export interface DirectoryParts {
  readonly tokens: TokenGuardOptions;
  readonly reads: TenantReads;
}

/** What tokens for this API are issued for. */
export const AUDIENCE = 'rollcall:directory';

@Module({})
export class DirectoryModule {
  static of({ tokens, reads }: DirectoryParts): DynamicModule {
    return {
      module: DirectoryModule,
      controllers: [EmployeesController],
      providers: [
        { provide: Employees, useValue: new Employees(reads) },
        { provide: TOKEN_OPTIONS, useValue: tokens },
      ],
    };
  }
}

import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { TokenGuard } from '#service';
import { EntriesController, EXPORT_PATIENCE_MS } from './http/entries.controller.js';
import { LedgerReader } from './storage/ledger-reader.js';

@Module({})
export class AuditModule {}

export interface AuditParts {
  readonly guard: TokenGuard;
  readonly ledger: LedgerReader;
  readonly exportPatienceMs: number;
}

/** Every route of the API is behind the guard. */
export function auditModule({ guard, ledger, exportPatienceMs }: AuditParts): DynamicModule {
  return {
    module: AuditModule,
    controllers: [EntriesController],
    providers: [
      { provide: LedgerReader, useValue: ledger },
      { provide: EXPORT_PATIENCE_MS, useValue: exportPatienceMs },
      { provide: APP_GUARD, useValue: guard },
    ],
  };
}

import { Module } from '@nestjs/common';

/** The relay answers health and metrics only, which the service brings. */
@Module({})
export class RelayModule {}

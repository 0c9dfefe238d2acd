import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { createOpenApi } from '#service';
import { ENDED_TENANTS, EndedController } from './ended.controller.js';
import { FOLLOWING, FollowingController, type Following } from './following.controller.js';
import { ParkedDesk } from './parked-desk.js';
import { ParkedController } from './parked.controller.js';
import type { Api, Projection } from './projection.js';

/** The projection's own, and those that every one has. */
export function controllersOf({ described }: Pick<Projection, 'described'>): Type<unknown>[] {
  return [...described.controllers, FollowingController, ParkedController, EndedController];
}

@Module({})
class ProjectionModule {}

interface Watched {
  readonly desk: ParkedDesk;
  readonly following: Following;
  readonly reader: Pool;
}

export function moduleOf(
  projection: Pick<Projection, 'described'>,
  { providers }: Api,
  { desk, following, reader }: Watched,
): DynamicModule {
  return {
    module: ProjectionModule,
    controllers: controllersOf(projection),
    providers: [
      ...providers,
      { provide: ParkedDesk, useValue: desk },
      { provide: FOLLOWING, useValue: following },
      { provide: ENDED_TENANTS, useValue: reader },
    ],
  };
}

/** Readers' requests for everybody, and the operator's on the internal listener. */
export function describe(app: NestFastifyApplication, projection: Pick<Projection, 'audience' | 'described'>): void {
  const { audience, described } = projection;
  const { title, description, open } = described;
  createOpenApi(app, {
    title,
    description,
    bearer: `A token for the audience \`${audience}\` from the token endpoint of scim-api.`,
    without: ['/admin', ...(open === undefined ? [] : [open])],
  });
  createOpenApi(app, {
    title: `${title}: the operator's`,
    description: 'On the internal listener alone.',
    bearer:
      'The credential of an operator (OPERATOR_TOKEN while none is stored), or a token for the audience ' +
      `\`${audience}\` whose roles have the \`x-permission\` of the operation.`,
    only: '/admin',
    at: '/admin/openapi.json',
  });
}

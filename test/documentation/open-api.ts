import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { controllersOf, type Projection } from '#projection';
import { describeRoutes, type OpenApiOptions } from '#service';
import { AUDIT } from '../../apps/audit/src/audit.js';
import { DIRECTORY } from '../../apps/directory/src/directory.js';
import { notifier } from '../../apps/notifier/src/notifier.js';
import { ACTIVITY_CONTROLLERS } from '../../apps/scim-api/src/http/activity.module.js';
import { ADMIN_CONTROLLERS } from '../../apps/scim-api/src/http/admin.module.js';

interface Documented extends OpenApiOptions {
  readonly controllers: readonly Type<unknown>[];
}

type Named = Pick<Projection, 'name' | 'audience' | 'described'>;

const PERMITTED =
  'Its roles must have the `x-permission` of the operation; where that has `x-step-up`, whoever signed in did so within so many seconds.';

function ofProjection(projection: Named): readonly [string, Documented] {
  const { name, audience, described } = projection;
  const { title, description, open } = described;
  const bearer = `A token for the audience \`${audience}\`; below /admin, on the internal listener alone, or an operator's credential. ${PERMITTED}`;
  const without = open === undefined ? [] : [open];
  return [name, { title, description, bearer, without, controllers: controllersOf(projection) }];
}

const SCIM_API: Documented = {
  title: 'Rollcall admin and activity API',
  description:
    'Tenants, their connections and credentials, readers, and what the connections sent. SCIM describes itself.',
  bearer:
    "Below /admin, on the internal listener alone, an operator's credential, or a token for the audience `admin`; below /activity a " +
    `token for the audience \`activity\`. ${PERMITTED}`,
  controllers: [...ADMIN_CONTROLLERS, ...ACTIVITY_CONTROLLERS],
};

/** By app, what its `openapi.json` describes: every operation, readers' and operators'. */
export const DOCUMENTED: ReadonlyMap<string, Documented> = new Map([
  ofProjection(AUDIT),
  ofProjection(DIRECTORY),
  ofProjection(notifier()),
  ['scim-api', SCIM_API],
]);

export const fileOf = (app: string): string => `apps/${app}/openapi.json`;

/** The text of an app's `openapi.json`, from its controllers alone: nothing of them is made, and nothing runs. */
export async function documentOf({ controllers, ...options }: Documented): Promise<string> {
  const module = await Test.createTestingModule({ controllers: [...controllers] })
    .useMocker(() => ({}))
    .compile({ preview: true });
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  try {
    return `${JSON.stringify(describeRoutes(app, options), null, 2)}\n`;
  } finally {
    await app.close();
  }
}

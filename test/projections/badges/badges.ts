import { Type } from 'typebox';
import { digestOf, projectionSettings, type Projection } from '#projection';
import { readConfig, TenantReads } from '#service';
import { BadgesController } from './badges.controller.js';
import { HANDLERS } from './fold.js';
import { DATABASE, MIGRATIONS, tables } from './schema.js';

const LINES = `
  select jsonb_build_array(tenant_id, id, version, department, is_active)::text as line
    from badges
   order by tenant_id, id`;

/** How many active people each department has. */
export const BADGES: Projection = {
  name: 'badges',
  audience: 'rollcall:directory',
  database: { ...DATABASE, migrations: MIGRATIONS },
  schemas: { live: 'projection' },
  settings: (variables) => readConfig(Type.Object(projectionSettings(7399)), variables),
  tables,
  handlers: () => HANDLERS,
  digest: digestOf([{ lines: LINES }]),
  described: {
    title: 'Rollcall badges',
    description: 'How many active people each department has.',
    controllers: [BadgesController],
  },
  api: ({ reads }) => ({ providers: [{ provide: TenantReads, useValue: reads }] }),
};

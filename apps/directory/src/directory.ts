import { Type, type Static } from 'typebox';
import { FOLLOWING, projectionSettings, type Following, type Projection } from '#projection';
import { JSON_ONLY, readConfig, TenantWrites } from '#service';
import { BULK_HANDLERS, DIRECTORY_HANDLERS } from './bus/fold.js';
import { Employees } from './http/employees.js';
import { ACCESS_EXPORT, AccessController } from './http/access.controller.js';
import { Access } from './http/access.js';
import { Changes } from './http/changes.js';
import { Chart } from './http/chart.js';
import { ChartController } from './http/chart.controller.js';
import { ChangesController } from './http/changes.controller.js';
import { EmployeesController } from './http/employees.controller.js';
import { GroupsController } from './http/groups.controller.js';
import { Groups } from './http/groups.js';
import { Erasing } from './http/erasing.js';
import { ErasingController } from './http/erasing.controller.js';
import { History } from './http/history.js';
import { LevelsController } from './http/levels.controller.js';
import { OverviewController } from './http/overview.controller.js';
import { SearchController } from './http/search.controller.js';
import { Search } from './http/search.js';
import { Sensitive } from './http/sensitive.js';
import { SensitiveController } from './http/sensitive.controller.js';
import { SegmentsController } from './http/segments.controller.js';
import { Segments } from './http/segments.js';
import { OwnController } from './http/own.controller.js';
import { OwnReports } from './http/own-reports.js';
import { Past } from './http/past.js';
import { Settled } from './http/settled.js';
import { ComparingController } from './http/comparing.controller.js';
import { Comparing } from './http/differences.js';
import { Totals } from './http/totals.js';
import { WhyController } from './http/why.controller.js';
import { Why } from './http/why.js';
import { DATABASE, LIVE_SCHEMA } from './storage/database.js';
import { ChartMaker } from './storage/chart-maker.js';
import { digestProjection } from './storage/digest.js';
import { MIGRATIONS } from './storage/migrations.js';
import { beginBulk, BULK_INDEXES, endBulk } from './storage/in-bulk.js';
import { projectionTables } from './storage/schema.js';

/** The schema of its environment. */
export const SETTINGS = Type.Object(projectionSettings(7303));

export const DIRECTORY: Projection<Readonly<Static<typeof SETTINGS>>> = {
  name: 'directory',
  audience: 'rollcall:directory',
  database: { ...DATABASE, migrations: MIGRATIONS },
  schemas: { live: LIVE_SCHEMA },
  settings: (variables) => readConfig(SETTINGS, variables),
  tables: projectionTables,
  bulk: {
    indexes: BULK_INDEXES,
    handlers: () => BULK_HANDLERS,
    begin: beginBulk,
    end: endBulk,
  },
  handlers: () => DIRECTORY_HANDLERS,
  digest: digestProjection,
  background: ({ pool, logger: log }) => Promise.resolve(new ChartMaker({ pool: pool('writer', 'chart', 1), log })),
  described: {
    title: 'Rollcall directory',
    description: 'Employees with manager and department, and groups, as the identity provider provisioned them.',
    controllers: [
      AccessController,
      ChangesController,
      ChartController,
      EmployeesController,
      ErasingController,
      LevelsController,
      WhyController,
      ComparingController,
      SearchController,
      GroupsController,
      OverviewController,
      OwnController,
      SegmentsController,
      SensitiveController,
    ],
  },
  api: ({ reads, pool }) => {
    // What readers do, apart from what is folded.
    const writes = new TenantWrites(pool('writer', 'acting', 2));
    const history = new History(reads);
    return {
      providers: [
        { provide: Employees, useValue: new Employees(reads) },
        { provide: Changes, useValue: new Changes(reads) },
        { provide: Chart, useValue: new Chart(reads) },
        { provide: Erasing, useValue: new Erasing(writes) },
        { provide: Segments, useValue: new Segments({ reads, writes }) },
        { provide: OwnReports, useValue: new OwnReports(reads) },
        { provide: Sensitive, useValue: new Sensitive({ reads, writes }) },
        { provide: Search, useValue: new Search(reads) },
        { provide: Settled, useFactory: (following: Following) => new Settled(following), inject: [FOLLOWING] },
        { provide: Past, useFactory: (settled: Settled) => new Past(reads, settled), inject: [Settled] },
        { provide: Comparing, useFactory: (settled: Settled) => new Comparing(reads, settled), inject: [Settled] },
        { provide: Why, useFactory: (settled: Settled) => new Why(reads, settled), inject: [Settled] },
        {
          provide: Access,
          useFactory: (settled: Settled) => new Access({ reads, writes, settled }),
          inject: [Settled],
        },
        { provide: Groups, useValue: new Groups(reads) },
        { provide: History, useValue: history },
        { provide: Totals, useValue: new Totals(reads, history) },
      ],
      offers: (route) => (route === ACCESS_EXPORT.path ? [ACCESS_EXPORT.mediaType] : JSON_ONLY),
    };
  },
};

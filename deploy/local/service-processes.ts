/**
 * Our processes: where each starts, on which port, as which roles it reaches its database, and which of its checks must
 * be in order beside /readyz before it counts as started.
 */
export const SERVICE_PROCESSES = {
  'scim-api': {
    app: 'scim-api',
    entry: 'main',
    port: 7301,
    databaseUrls: { DATABASE_URL: 'scim', ADMIN_DATABASE_URL: 'admin', ACTIVITY_DATABASE_URL: 'activity' },
    checks: [],
  },
  relay: { app: 'scim-api', entry: 'relay', port: 7302, databaseUrls: { DATABASE_URL: 'relay' }, checks: [] },
  directory: {
    app: 'directory',
    entry: 'main',
    port: 7303,
    databaseUrls: { DATABASE_URL: 'directory', READER_DATABASE_URL: 'reader' },
    checks: ['consumer'],
  },
  audit: {
    app: 'audit',
    entry: 'main',
    port: 7304,
    databaseUrls: { DATABASE_URL: 'audit', READER_DATABASE_URL: 'reader' },
    /** The role of `parked`, where it is not the process' own. */
    parkedRole: 'parked',
    checks: ['consumer'],
  },
  notifier: {
    app: 'notifier',
    entry: 'main',
    port: 7305,
    databaseUrls: { DATABASE_URL: 'notifier', READER_DATABASE_URL: 'reader' },
    checks: ['consumer'],
  },
  console: { app: 'console', entry: 'main', port: 7306, databaseUrls: { DATABASE_URL: 'console' }, checks: [] },
} as const;

export type ProcessName = keyof typeof SERVICE_PROCESSES;
export type AppName = (typeof SERVICE_PROCESSES)[ProcessName]['app'];
/** Each app's own, and the activity of scim-api, which can be away while SCIM is served. */
export type DatabaseKey = AppName | 'activity';

export const PROCESS_NAMES: readonly ProcessName[] = ['scim-api', 'relay', 'directory', 'audit', 'notifier', 'console'];

/** The processes that fold the topics, each with the commands of libs/projection. */
export const PROJECTIONS = ['directory', 'audit', 'notifier'] as const satisfies readonly ProcessName[];
export type Projection = (typeof PROJECTIONS)[number];

export function ofEachProjection<Value>(valueOf: (name: Projection) => Value): Readonly<Record<Projection, Value>> {
  // fromEntries forgets the names, which are exactly these.
  return Object.fromEntries(PROJECTIONS.map((name) => [name, valueOf(name)])) as Record<Projection, Value>;
}

/** Ports of the parts, beside those of the processes above. */
export const PART_PORTS = { kafka: 7392, kafkaController: 7393, postgres: 7354, web: 7380, smtp: 7325 } as const;

/** Where a process answers what is internal: metrics, the admin API, what is wrong with it in words. */
export const INTERNAL_PORTS_APART = 100;

export type InternalName = `${ProcessName} internal`;
export type PortName = ProcessName | InternalName | keyof typeof PART_PORTS;

/** Of all processes: where requests come in, and what is internal. */
export const PROCESS_PORTS: Readonly<Record<ProcessName | InternalName, number>> = {
  ...(Object.fromEntries(
    PROCESS_NAMES.flatMap((name) => {
      const { port } = SERVICE_PROCESSES[name];
      return [
        [name, port],
        [`${name} internal`, port + INTERNAL_PORTS_APART],
      ];
    }),
    // fromEntries forgets the names, which are exactly these.
  ) as Record<ProcessName | InternalName, number>),
};

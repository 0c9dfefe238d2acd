// What may import what. Every rule says what to do instead; test/architecture plants a violation of each.
const ROOMS = require('./test/architecture/rooms.cjs');

const LIBS = 'scim|contracts|audit-chain|postgres|kafka|telemetry|turns|outbox|consumer|service|projection';
const SERVICES = 'scim-api|directory|audit|notifier|console';
const APPS = `${SERVICES}|entra-simulator`;
const SPEC = '\\.(spec|suite)\\.ts$';
const PURE = '^libs/(scim|contracts|audit-chain)/';
const OF_TESTS = '\\.(spec|suite|fixture)\\.ts$';

const within = (tree, room) => (room === '.' ? `^${tree}/[^/]+$` : `^${tree}/${room}/`);
const rooms = Object.entries(ROOMS).flatMap(([tree, all]) =>
  Object.entries(all)
    .filter(([, others]) => others !== null)
    .map(([room, others]) => ({
      name: `${tree}/${room}`,
      comment: `Of ${tree} it imports ${others.join(', ') || 'nothing else'}: give it values, or move what both need below both.`,
      severity: 'error',
      from: { path: within(tree, room), pathNot: [OF_TESTS, '/src/index\\.ts$'] },
      to: { path: `^${tree}/`, pathNot: [room, ...others].map((one) => within(tree, one)) },
    })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'pure-imports-nothing-of-ours',
      comment: 'scim, contracts and audit-chain import nothing of ours: pass what they need as an argument.',
      severity: 'error',
      from: { path: PURE, pathNot: SPEC },
      to: { path: '^(apps|libs|deploy|test)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'pure-has-no-framework',
      comment: 'No framework, driver, logger, clock or environment in the pure core: give it values.',
      severity: 'error',
      from: { path: PURE, pathNot: [SPEC, '^libs/contracts/src/generate/'] },
      to: {
        path: 'node_modules/(@nestjs|typeorm|pg|kafkajs|@opentelemetry|pino|fastify|uuid|jose|rxjs)(/|$)',
      },
    },
    {
      name: 'pure-has-no-node',
      comment: 'No node: module in the pure core (audit-chain alone may use node:crypto).',
      severity: 'error',
      from: { path: PURE, pathNot: [SPEC, '^libs/contracts/src/generate/', '^libs/audit-chain/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'audit-chain-may-hash-only',
      comment: 'Of node, audit-chain may use node:crypto and no more.',
      severity: 'error',
      from: { path: '^libs/audit-chain/', pathNot: SPEC },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'drivers-know-no-machinery',
      comment: 'postgres, kafka, telemetry and turns are below: they import nothing of ours.',
      severity: 'error',
      from: { path: '^libs/(postgres|kafka|telemetry|turns)/', pathNot: SPEC },
      to: { path: '^(apps|libs|deploy|test)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'drivers-know-no-nest',
      comment: 'No Nest in postgres, kafka, telemetry and turns: Nest glue belongs to service and *.module.ts.',
      severity: 'error',
      from: { path: '^libs/(postgres|kafka|telemetry|turns)/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'machinery-imports-down',
      comment: 'outbox and consumer stand on contracts and the drivers only, never on each other or on service.',
      severity: 'error',
      from: { path: '^libs/(outbox|consumer)/', pathNot: [SPEC, '\\.fixture\\.ts$'] },
      to: { path: '^(apps|deploy|test|libs)/', pathNot: '^libs/($1|contracts|postgres|kafka|telemetry|turns)/' },
    },
    {
      name: 'service-knows-no-domain',
      comment: 'service is the bootstrap that all processes share: it knows the drivers, not the domain.',
      severity: 'error',
      from: { path: '^libs/service/', pathNot: SPEC },
      to: { path: '^(apps|deploy|test|libs)/', pathNot: '^libs/(service|postgres|kafka|telemetry|turns)/' },
    },
    {
      name: 'frame-imports-down',
      comment: 'projection stands on consumer, outbox, service, contracts and the drivers: no app, no scim.',
      severity: 'error',
      from: { path: '^libs/projection/', pathNot: [SPEC, '\\.fixture\\.ts$'] },
      to: {
        path: '^(apps|deploy|test|libs)/',
        pathNot: '^libs/(projection|consumer|outbox|service|contracts|postgres|kafka|telemetry|turns)/',
      },
    },
    {
      name: 'lib-by-its-front-door',
      comment: "Enter a lib by its index.ts: import from '#name'.",
      severity: 'error',
      from: { path: '^(apps|libs|deploy|test)/([^/]+)/' },
      to: { path: `^libs/(${LIBS})/`, pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'app-imports-no-app',
      comment: 'Processes meet over HTTP and Kafka only.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'capability-knows-no-adapter',
      comment: 'Capabilities own their ports: http/, storage/ and channels/ import them, never the other way.',
      severity: 'error',
      from: {
        path: '^apps/[^/]+/src/(users|groups|writes|bulk|queries|tenants|projection|ledger|rules|delivery)/',
        pathNot: SPEC,
      },
      to: { path: '^apps/[^/]+/src/(http|storage|channels)/' },
    },
    {
      name: 'capability-knows-no-framework',
      comment: 'Decisions and folds are plain functions: no Nest, no database driver, no Kafka client.',
      severity: 'error',
      from: {
        path: '^apps/[^/]+/src/(users|groups|writes|bulk|queries|tenants|projection|ledger|rules)/',
        pathNot: SPEC,
      },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|kafkajs|fastify)(/|$)' },
    },
    {
      name: 'storage-knows-no-use-case',
      comment:
        'What is done with an event, or with what is due, is told in folding/ and settling/: storage/ has the statements.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/storage/', pathNot: SPEC },
      to: { path: '^apps/[^/]+/src/(folding|settling)/' },
    },
    {
      name: 'storage-knows-no-http',
      comment: 'What storage/ and http/ both know is a capability’s: put it there.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/storage/', pathNot: SPEC },
      to: { path: '^apps/$1/src/http/' },
    },
    {
      name: 'http-rooms-are-apart',
      comment:
        'What serves a provider, the operator or a reader imports nothing that serves another: both import down.',
      severity: 'error',
      from: { path: '^apps/scim-api/src/http/([^/]+)/', pathNot: [SPEC, '\\.fixture\\.ts$'] },
      to: { path: '^apps/scim-api/src/http/[^/]+/', pathNot: '^apps/scim-api/src/http/$1/' },
    },
    {
      name: 'nothing-imports-test',
      comment: 'What production needs does not live in test/; only specs use it.',
      severity: 'error',
      from: { path: '^(apps|libs|deploy)/', pathNot: [SPEC, '\\.fixture\\.ts$'] },
      to: { path: '^test/' },
    },
    {
      name: 'fixtures-are-for-specs',
      comment: 'What is shipped imports no fixture, suite or double: .swcrc does not build them.',
      severity: 'error',
      from: { path: '^(apps|libs|deploy)/', pathNot: OF_TESTS },
      to: { path: OF_TESTS },
    },
    {
      name: 'deploy-takes-only-the-database-of-an-app',
      comment:
        'deploy starts services as processes; of their code it may read storage/database.ts (names, migrations). The simulator is a client.',
      severity: 'error',
      from: { path: '^deploy/', pathNot: SPEC },
      to: { path: `^apps/(${SERVICES})/`, pathNot: '/storage/(database|migrations)\\.ts$' },
    },
    {
      name: 'oracle-shares-no-code',
      comment: 'The simulator and the conformance suite are oracles: they may not import the subject.',
      severity: 'error',
      from: { path: '^(apps/entra-simulator|test/conformance|deploy/local/demonstration)/' },
      to: { path: '^libs/scim/' },
    },
    {
      name: 'commands-run-without-jest',
      comment:
        'The fuzzer and the bench run as commands, where @jest/globals gives nothing: keep expect in a file of its own.',
      severity: 'error',
      from: { path: '^test/(fuzz|bench|support)/(main|with-parts|redirect-connections)\\.ts$' },
      to: { path: 'node_modules/@jest/globals', reachable: true },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-index-inside',
      comment: 'index.ts exists only at the front door of a lib.',
      severity: 'error',
      from: {},
      to: { path: '^(apps|libs|deploy|test)/.*index\\.ts$', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'nothing-shipped-imports-deploy',
      comment: 'Processes and libs know nothing of how they are started.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: OF_TESTS },
      to: { path: '^deploy/' },
    },
    {
      name: 'conformance-imports-nothing-of-ours',
      comment: 'The suite checks any target: it speaks HTTP and shares nothing.',
      severity: 'error',
      from: { path: '^test/conformance/', pathNot: OF_TESTS },
      to: { path: '^(apps|libs|deploy)/' },
    },
    {
      name: 'before-install-needs-nothing-installed',
      comment: 'It runs where nothing is installed or built: node alone.',
      severity: 'error',
      from: { path: '^deploy/local/before-install/', pathNot: OF_TESTS },
      to: { path: '.', pathNot: '^deploy/local/before-install/', dependencyTypesNot: ['core'] },
    },
    ...rooms,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.json', '.mjs', '.cjs'],
    },
  },
};

import { readFileSync } from 'node:fs';

// Run with `node --experimental-vm-modules`: the project is ESM. The tiers are told apart by the file's suffix.
const {
  exclude: _specs,
  $schema: _schema,
  ...compiler
} = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
const swc = { ...compiler, sourceMaps: 'inline', swcrc: false };

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^#(audit-chain|consumer|contracts|kafka|outbox|postgres|projection|scim|service|telemetry|turns)$':
      '<rootDir>/libs/$1/src/index.ts',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.rollcall/'],
};
// Their files load whole services, which in Jest's contexts would be most of what they cost.
const whole = { ...base, runner: '<rootDir>/test/runner/index.mjs' };

export default {
  maxWorkers: 2,
  // Not among what a run makes and removes.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testSequencer: '<rootDir>/test/longest-first.mjs',
  // Each file's modules stay in its worker (ESM in vm contexts): after sixty files it has 1.9 GB, and collects more than it
  // runs. A new worker takes a second, and twice as long for its first file as for its second.
  workerIdleMemoryLimit: '900MB',
  // A database and a service start in a second or two, and in several on a busy machine. No test measures time by it.
  testTimeout: 30_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,deploy,test}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(int|e2e|fault|browser)\\.spec\\.ts$'],
    },
    // Needs the PostgreSQL and the Kafka that test/support/with-parts.ts starts.
    { ...whole, displayName: 'int', testMatch: ['<rootDir>/{apps,libs,deploy,test}/**/*.int.spec.ts'] },
    { ...whole, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e.spec.ts'] },
    // Needs a browser: test/browser/install.sh.
    { ...whole, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.browser.spec.ts'] },
    { ...whole, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.fault.spec.ts'] },
  ],
};

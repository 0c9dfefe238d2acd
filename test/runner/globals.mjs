// What `@jest/globals` gives, outside of Jest's contexts: of `jest` itself what a test of whole services uses, no mocks of
// modules and no clock but the real one.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const circus = require(join(dirname(require.resolve('jest-circus/package.json')), 'build/jestAdapterInit.js'));
const { ModuleMocker } = require('jest-mock');

const mocker = new ModuleMocker(globalThis);

export async function initialize({ path, config, globalConfig }) {
  await circus.initialize({
    config,
    environment: { global: globalThis },
    // What the last test leaves rejected is its failure, too.
    globalConfig: { ...globalConfig, waitForUnhandledRejections: true },
    localRequire: require,
    parentProcess: process,
    runtime: { enterTestCode() {}, leaveTestCode() {} },
    setGlobalsForRuntime(globals) {
      ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globals);
    },
    testPath: path,
  });
}

export const run = ({ path, config, globalConfig }) =>
  circus.runAndTransformResultsToJestFormat({ config, globalConfig, setupAfterEnvPerfStats: {}, testPath: path });

export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  replaceProperty: mocker.replaceProperty.bind(mocker),
  restoreAllMocks: () => void mocker.restoreAllMocks(),
  setTimeout: (ms) => void (globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')] = ms),
};
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test;

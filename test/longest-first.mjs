import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/**
 * Seconds that spec files took, one at a time on two idle cores; those of a few seconds are left out. A tenth more or
 * less changes nothing.
 */
const SECONDS = {
  'test/projections/revocation.int.spec.ts': 27,
  'libs/consumer/src/kafka-source.int.spec.ts': 25,
  'deploy/local/set-up/kafka-users.int.spec.ts': 21,
  'apps/scim-api/src/absent-standby.int.spec.ts': 20,
  'deploy/local/operator-commands.int.spec.ts': 20,
  'libs/consumer/src/groups.int.spec.ts': 20,
  'libs/postgres/src/commit.int.spec.ts': 20,
  'apps/notifier/src/killed.int.spec.ts': 19,
  'apps/scim-api/src/http/scim/conformance-faults.int.spec.ts': 18,
  'apps/scim-api/src/http/scim/fuzz.int.spec.ts': 17,
  'apps/directory/src/rebuild/parked.int.spec.ts': 15,
  'apps/scim-api/src/storage/upgrade-under-load.int.spec.ts': 14,
  'apps/directory/src/rebuild/rebuild.int.spec.ts': 14,
  'libs/kafka/src/diagnose.int.spec.ts': 13,
  'test/projections/leaps.int.spec.ts': 12,
  'libs/postgres/src/migrate.int.spec.ts': 12,
  'deploy/local/parts/postgres.int.spec.ts': 11,
  'libs/consumer/src/memory-source.int.spec.ts': 11,
  'deploy/local/parts/kafka-broker.int.spec.ts': 10,
  'apps/scim-api/src/http/scim/queries.int.spec.ts': 10,
  'test/projections/earlier-topics.int.spec.ts': 10,
  'apps/directory/src/rebuild/replay-speed.int.spec.ts': 9,
  'apps/scim-api/src/http/scim/wire-cases.int.spec.ts': 9,
  'test/browser/flows.browser.spec.ts': 160,
  'test/browser/states.browser.spec.ts': 80,
  'test/browser/roles.browser.spec.ts': 55,
  'test/browser/shadow.browser.spec.ts': 15,
  'test/faults/consumers.fault.spec.ts': 130,
  'test/faults/brokers.fault.spec.ts': 120,
  'test/faults/servers.fault.spec.ts': 90,
  'test/faults/relay.fault.spec.ts': 60,
  'test/faults/rollout.fault.spec.ts': 40,
  'test/faults/standby.fault.spec.ts': 40,
  'test/faults/proof.fault.spec.ts': 35,
  'test/faults/brake.fault.spec.ts': 20,
  'test/faults/activity.fault.spec.ts': 20,
  'test/e2e/rehearsal.e2e.spec.ts': 60,
  'test/e2e/entra-simulator.e2e.spec.ts': 60,
  'test/e2e/parked.e2e.spec.ts': 60,
  'test/e2e/conformance.e2e.spec.ts': 45,
  'test/e2e/secure.e2e.spec.ts': 40,
  'test/e2e/pipeline.e2e.spec.ts': 40,
  'test/e2e/end.e2e.spec.ts': 35,
};

/**
 * Jest's order of the spec files: the longest first, so that no worker is left alone with one of them at the end. Jest
 * itself orders by what it remembers of the last run, and a fresh checkout remembers nothing.
 */
export default class LongestFirst {
  constructor() {
    for (const file of Object.keys(SECONDS)) {
      if (!existsSync(join(root, file))) throw new Error(`test/longest-first.mjs names ${file}, which is not there`);
    }
  }

  sort(tests) {
    const seconds = new Map(Object.entries(SECONDS).map(([file, taken]) => [join(root, file), taken]));
    const weight = ({ path }) => (seconds.get(path) ?? 0) * 1_000_000 + statSync(path).size;
    return [...tests].sort((one, other) => weight(other) - weight(one));
  }

  /** Jest tells what the run took: there is nothing to remember. */
  cacheResults() {}
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKS } from './checks.js';
import type { Report } from './check.js';
import { runChecks } from './run.js';
import { ScimmyTarget } from './scimmy-target.fixture.js';

/** What scimmy 1.3 and scimmy-routers 1.3 on Express 5 do otherwise than the RFCs, and how the report came to know. */
const FAULTS: Readonly<Record<string, string>> = {
  'authentication.challenge': '401 is sent without WWW-Authenticate',
  'users.create.location': '201 has no Location, and meta.location is a path',
  'users.create.empty-username': 'an empty text passes for a required value',
  'filter.username.case': 'eq compares by case, whatever the schema says of caseExact',
  'filter.escaped-quote': 'a quote inside a value ends it',
  'filter.not.group': 'not() holds for its first comparison alone',
  'filter.urn': 'a URN before the name is taken for a name',
  'filter.bad.no-operator': 'a name alone is an error of the server, 500',
  'filter.bad.dangling-and': 'what stands behind the last and is not looked for',
  'paging.first': 'Express 5 computes the query at each reading, so the numbers that the router puts there are lost',
  'patch.replace.complex': 'replace of a complex attribute drops the sub-attributes that were not named',
  'patch.replace.names-case': 'names in a path are compared by case',
  'patch.primary-moves': 'two values can be primary',
  'patch.no-op': 'a PATCH that changes nothing is written all the same',
  'members.add.twice': 'a member can be in a group twice',
  'groups.filter.member': 'the filter of members without a sub-attribute behind it is an error of JavaScript',
  'bulk.reference-group': 'a reference to what a later operation creates is not resolved',
  'entra.default.disable': 'the text False is no boolean',
  'entra.default.created-on-missing': 'a filtered path to a value that is not there is refused',
  'entra.manager.set-text': 'a manager as a bare id is refused',
  'entra.match.mail': 'the matching filter emails[type eq "work"].value eq cannot be read',
};

describe('the report about scimmy-routers', () => {
  let target: ScimmyTarget;
  let report: Report;

  beforeAll(async () => {
    target = await ScimmyTarget.start();
    const options = { requestTimeout: 5_000, totalTimeout: 150_000, required: ['rfc', 'entra'] as const };
    // They make a hundred users to fill a page, and scimmy-routers shows all of them in each list from then on.
    const checks = CHECKS.filter(({ id }) => !/^interop\..*page/.test(id));
    report = await runChecks(checks, { url: target.url, token: target.token, ...options });
    // Four hundred checks, each with requests of its own.
  }, 180_000);
  afterAll(() => target.stop());

  it.each(Object.entries(FAULTS))('shows that %s falls short: %s', (id) => {
    expect(report.checks.find((check) => check.id === id)).toMatchObject({ level: 'MUST', verdict: 'fail' });
  });

  it('finds most of the rest as it ought to be', () => {
    const passed = report.checks.filter(({ verdict }) => verdict === 'pass');
    expect(passed.length).toBeGreaterThan(report.checks.length / 2);
  });

  it('leaves nothing behind', () => {
    expect([report.leftBehind, target.users.size, target.groups.size]).toEqual([[], 0, 0]);
  });

  it('tells nobody the token', () => {
    expect(JSON.stringify(report)).not.toContain(`Bearer ${target.token}`);
  });
});

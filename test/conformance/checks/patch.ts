import { setTimeout as wait } from 'node:timers/promises';
import type { Check, Profile } from '../check.js';
import type { Answer } from '../client.js';
import { expectError, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, isSame, isUnassigned, type Json, listAt, wordOf } from '../json.js';
import { REFUSED_ROWS, type RefusalRow } from './patch-refusals.js';
import { MOBILE, PATCH_ROWS, WORK, type PatchRow } from './patch-rows.js';

import { ABSENT_ID } from '../values.js';
import { PATCH_OP } from '../urns.js';
const PROTOCOL: readonly Check[] = [
  {
    id: 'patch.atomic',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2',
    expected: 'when one operation fails none of them is applied',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      const answer = await probe.patch(made.path, [
        { op: 'replace', path: 'title', value: 'Pilot' },
        { op: 'replace', path: 'active', value: 'perhaps' },
      ]);
      expectError(answer, { status: 400 });
      expectValue(await probe.read(made), ['title'], 'Engineer');
    },
  },
  {
    id: 'patch.no-op',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2.1 (no change, and lastModified stays)',
    expected: 'add of the value that is there succeeds and leaves lastModified and version as they are',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      expectStatus(await probe.patch(made.path, [{ op: 'add', path: 'title', value: 'Engineer' }]), 200, 204);
      const later = await probe.read(made);
      expectThat(at(later.body, 'meta', 'lastModified') !== undefined, later, 'no meta.lastModified');
      expectValue(later, ['meta', 'lastModified'], at(made.body, 'meta', 'lastModified'));
      expectValue(later, ['meta', 'version'], at(made.body, 'meta', 'version'));
    },
  },
  {
    id: 'patch.modified',
    level: 'MUST',
    source: 'RFC 7643 §3.1',
    expected: 'a change moves lastModified, and not created',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      await untilTheClockMoves(wordOf(at(made.body, 'meta', 'created')));
      await probe.patch(made.path, [{ op: 'replace', path: 'title', value: 'Pilot' }]);
      const later = await probe.read(made);
      expectValue(later, ['meta', 'created'], at(made.body, 'meta', 'created'));
      const moved = Date.parse(wordOf(at(later.body, 'meta', 'lastModified')));
      expectThat(moved > Date.parse(wordOf(at(made.body, 'meta', 'created'))), later, 'lastModified has not moved');
    },
  },
  {
    id: 'patch.duplicate-value',
    level: 'SHOULD',
    source: 'RFC 7644 §3.5.2.1, RFC 7643 §2.4',
    expected: 'add of a value that a multi-valued attribute has already leaves one of it',
    needs: { features: ['patch'], attributes: ['phoneNumbers.type'] },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      expectStatus(await probe.patch(made.path, [{ op: 'add', path: 'phoneNumbers', value: [WORK] }]), 200, 204);
      const later = await probe.read(made);
      const phones = listAt(later.body, 'phoneNumbers');
      expectThat(phones.length === 2, later, `${phones.length} values instead of 2`);
    },
  },
  {
    id: 'patch.answer',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2',
    expected: 'the answer is 200 with the resource, or 204 without a body',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      const answer = await probe.patch(made.path, [{ op: 'replace', path: 'title', value: 'Pilot' }]);
      expectStatus(answer, 200, 204);
      if (answer.status === 204) expectThat(answer.text === '', answer, '204 with a body');
      else expectValue(answer, ['id'], made.id);
    },
  },
  {
    id: 'patch.absent',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2, §3.12',
    expected: 'PATCH of an id that does not exist is 404',
    needs: { working: true, features: ['patch'] },
    run: async (probe) => {
      const answer = await probe.patch(`${probe.users}/${ABSENT_ID}`, [
        { op: 'replace', path: 'active', value: false },
      ]);
      expectError(answer, { status: 404 });
    },
  },
  {
    id: 'patch.without-operations',
    level: 'MUST',
    source: 'RFC 7644 §3.5.2 (Operations is required)',
    expected: 'a PATCH without Operations is refused with 400',
    needs: { features: ['patch'] },
    run: async (probe) => {
      const { path } = await probe.user();
      const body = { schemas: [PATCH_OP] };
      expectError(await probe.send({ method: 'PATCH', path, body }), { status: 400 });
    },
  },
  {
    id: 'patch.without-schemas',
    level: 'SHOULD',
    source: 'RFC 7644 §3.5.2 (schemas with the PatchOp URN)',
    expected: 'a PATCH without the PatchOp schema is refused with 400',
    needs: { features: ['patch'], attributes: ['title'] },
    run: async (probe) => {
      const { path } = await probe.user();
      const body = { Operations: [{ op: 'replace', path: 'title', value: 'Pilot' }] };
      expectError(await probe.send({ method: 'PATCH', path, body }), { status: 400 });
    },
  },
];

export const PATCH: readonly Check[] = [
  ...PATCH_ROWS.map((row) => patchCheck(row)),
  ...REFUSED_ROWS.map(refusalCheck),
  ...PROTOCOL,
];

/** A clock of whole seconds shows a change only in the next of them. */
async function untilTheClockMoves(created: string): Promise<void> {
  await wait(created.includes('.') ? 5 : 1_100);
}

const SUBJECT = { title: 'Engineer', nickName: 'Ada', phoneNumbers: [WORK, MOBILE] };

/** A row as a check, of the RFCs unless said otherwise. */
export function patchCheck(
  { id, source, level = 'MUST', expected, attributes = [], operations, then }: PatchRow,
  { topic = 'patch', profile = 'rfc' }: { readonly topic?: string; readonly profile?: Profile } = {},
): Check {
  return {
    id: `${topic}.${id}`,
    level,
    profile,
    source,
    expected,
    needs: { features: ['patch'], attributes },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      const answer = await probe.patch(made.path, operations);
      expectStatus(answer, 200, 204);
      const later = await probe.read(made);
      // RFC 7644 §3.5.2: 200 shows the whole resource as it is now.
      for (const shown of answer.status === 200 ? [answer, later] : [later]) {
        for (const [path, value] of then) {
          // Attributes that the target does not have were not sent either.
          if (
            attributes.length > 0 &&
            typeof path[0] === 'string' &&
            at(made.body, path[0]) === undefined &&
            value === 'Ada'
          )
            continue;
          expectAfter(shown, path, value);
        }
      }
      if (id === 'primary-moves') {
        const primaries = listAt(later.body, 'phoneNumbers').filter((phone) => at(phone, 'primary') === true);
        expectThat(primaries.length === 1, later, `${primaries.length} values are primary`);
      }
    },
  };
}

function expectAfter(answer: Answer, path: readonly (string | number)[], value: Json | undefined): void {
  const seen = at(answer.body, ...path);
  if (value === undefined) {
    expectThat(isUnassigned(seen), answer, `${path.join('.')} is still ${show(seen)}`);
  } else if (Array.isArray(value)) {
    expectThat(
      hasAll(Array.isArray(seen) ? seen : [], value),
      answer,
      `${path.join('.')} is ${show(seen)} instead of ${show(value)}`,
    );
  } else {
    expectValue(answer, path, value);
  }
}

/** The same values in any order; a target may show more about each. */
function hasAll(seen: readonly Json[], expected: readonly Json[]): boolean {
  const fits = (one: Json, wanted: Json): boolean =>
    typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)
      ? Object.entries(wanted).every(([name, value]) => isSame(at(one, name), value))
      : isSame(one, wanted);
  return seen.length === expected.length && expected.every((wanted) => seen.some((one) => fits(one, wanted)));
}

function refusalCheck({
  id,
  source,
  level = 'MUST',
  expected,
  attributes = [],
  operations,
  scimType,
}: RefusalRow): Check {
  return {
    id: `patch.refuses.${id}`,
    level,
    source,
    expected: `${expected}, and changes nothing`,
    needs: { features: ['patch'], attributes },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      expectError(await probe.patch(made.path, operations), { status: 400, scimType });
      expectValue(await probe.read(made), ['meta', 'lastModified'], at(made.body, 'meta', 'lastModified'));
    },
  };
}

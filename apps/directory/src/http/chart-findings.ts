import { Type } from 'typebox';
import { PageRoom, type Transaction } from '#postgres';
import { decodeCursor, encodeCursor, type Page } from '#service';
import { activeNow } from '../storage/statements/active-now.js';
import { PRESENT } from '../storage/statements/lines-at.js';
import { lastNamed, listActiveUnder, listCircle, walkInactive } from '../storage/statements/list-findings.js';
import { listTops, type ChartRow, type PlaceRow } from '../storage/statements/list-places.js';
import { callAt } from '../storage/statements/named-at.js';
import {
  chartPerson,
  type ChartPerson,
  type FindingBody,
  type FindingKind,
  type FindingParameters,
} from './chart-body.js';
import type { EmployeeBody } from './employee-body.js';
import { peopleAt } from './people-at.js';
import { Place } from './queries.js';

type Findings = Page<FindingBody>;
type Asked = Pick<FindingParameters, 'limit' | 'cursor'>;
type Find = (tx: Transaction, chart: ChartRow | null, asked: Asked) => Promise<Findings>;

const NONE: Findings = { items: [], next: null };

/** What of a chart somebody should look at, a page of one kind. */
export const FINDINGS: Readonly<Record<FindingKind, Find>> = {
  orphan: orphans,
  'disabled-manager': underDisabled,
  circle: circles,
};

/** Those of the chart who are still so: of whom a manager is known since, it is told no more. */
async function orphans(tx: Transaction, chart: ChartRow | null, asked: Asked): Promise<Findings> {
  const { rows, next } = await topsOf(tx, chart, 'orphan', asked);
  const { people, cutAt } = await peopleOf(tx, ids(rows));
  const unknown = people.filter(({ manager, managerId }) => manager === null && managerId !== null);
  const last = await lastNamed(tx, [...new Set(unknown.map(({ managerId }) => managerId ?? ''))]);
  const managers = [...new Set([...last.values()].map(({ id }) => id))];
  const [called, there] = [await callAt(tx, managers, PRESENT), await activeNow(tx, managers)];
  const items = unknown.map(({ person, managerId }): FindingBody => {
    const { id = '', isHeld = false } = last.get(managerId ?? '') ?? {};
    const name = called.get(id);
    const lastManager = name === undefined ? null : { id, displayName: name.displayName };
    const because = name === undefined ? 'unknown' : isHeld ? 'not-alone' : there.has(id) ? 'renamed' : 'left';
    return { kind: 'orphan', person, managerId, because, lastManager };
  });
  return { items, next: cutAt === null ? next : encodeCursor({ id: cutAt }) };
}

/** Managers who are not active that one answer walks. */
const WALKED = 500;

const UnderPlace = Type.Object(
  { manager: Type.String({ maxLength: 256 }), id: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);

/** As they are now, by manager; a page walks {@link WALKED} managers, so it may be short. */
async function underDisabled(tx: Transaction, _chart: ChartRow | null, { limit, cursor }: Asked): Promise<Findings> {
  const after = cursor === undefined ? { manager: '', id: '' } : decodeCursor(UnderPlace, cursor);
  const managers = await walkInactive(tx, after.manager, WALKED);
  const rows = await listActiveUnder(tx, managers, { after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const { people, cutAt } = await peopleOf(tx, ids(shown));
  const items = people.flatMap(({ person, manager }): FindingBody[] => {
    if (manager === null) return [];
    const { id, displayName } = manager;
    return [{ kind: 'disabled-manager', person, manager: { id, displayName, active: false } }];
  });
  const cut = shown.find(({ id }) => id === cutAt);
  if (cut !== undefined) return { items, next: encodeCursor({ manager: cut.manager, id: cut.id }) };
  const lastManager = managers.length === WALKED ? managers.at(-1) : undefined;
  // Behind all who report to the last one that was walked: no id has such a character.
  const walked = lastManager === undefined ? null : { manager: lastManager, id: LAST_ID };
  const next = rows.length > limit ? (shown.at(-1) ?? null) : walked;
  return { items, next: next === null ? null : encodeCursor({ manager: next.manager, id: next.id }) };
}

const LAST_ID = '\u{10ffff}';

async function circles(tx: Transaction, chart: ChartRow | null, asked: Asked): Promise<Findings> {
  const { rows, next } = await topsOf(tx, chart, 'circle', { ...asked, limit: Math.min(asked.limit, MOST_CIRCLES) });
  const items: FindingBody[] = [];
  const room = new PageRoom();
  for (const [nth, top] of rows.entries()) {
    const members = await listCircle(tx, chart?.generation ?? 0, top);
    const { people, bytes } = await peopleOf(tx, ids(members));
    if (!room.take(bytes)) return { items, next: encodeCursor({ id: rows[nth - 1]?.id ?? '' }) };
    items.push({
      kind: 'circle',
      members: people.map(({ person }) => person),
      size: members[0]?.size ?? people.length,
    });
  }
  return { items, next };
}

/** Of a page: each has statements of its own. */
const MOST_CIRCLES = 20;

async function topsOf(
  tx: Transaction,
  chart: ChartRow | null,
  top: 'orphan' | 'circle',
  { limit, cursor }: Asked,
): Promise<{ readonly rows: readonly PlaceRow[]; readonly next: string | null }> {
  if (chart === null) return { rows: [], next: NONE.next };
  const after = cursor === undefined ? '' : decodeCursor(Place, cursor).id;
  const rows = await listTops(tx, { generation: chart.generation, top, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown, next: last === undefined ? null : encodeCursor({ id: last.id }) };
}

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

interface Found {
  readonly people: readonly FoundPerson[];
  /** Of what is shown. */
  readonly bytes: number;
  /** The last one who fits a page where further ones do not; null: these are all. */
  readonly cutAt: string | null;
}

interface FoundPerson extends Pick<EmployeeBody, 'manager' | 'managerId'> {
  readonly person: ChartPerson;
}

/** A part at a time, each of which has the bytes of a page; of each person what is shown is kept, as far as a page goes. */
async function peopleOf(tx: Transaction, wanted: readonly string[]): Promise<Found> {
  const people: FoundPerson[] = [];
  const room = new PageRoom();
  let bytes = 0;
  for (let from = 0; from < wanted.length;) {
    const { rows, bodyOf } = await peopleAt(tx, wanted.slice(from), PRESENT);
    for (const row of rows) {
      const body = bodyOf(row);
      const found = { person: chartPerson(body), manager: body.manager, managerId: body.managerId };
      const size = Buffer.byteLength(JSON.stringify(found));
      if (!room.take(size)) return { people, bytes, cutAt: people.at(-1)?.person.id ?? null };
      people.push(found);
      bytes += size;
    }
    const last = rows.length < (rows[0]?.found ?? 0) ? rows.at(-1) : undefined;
    if (last === undefined) break;
    from = wanted.indexOf(last.id) + 1;
  }
  return { people, bytes, cutAt: null };
}

import type { Transaction } from '#postgres';

/** Segments of one company. */
export const MOST_SEGMENTS = 100;

export interface SegmentRow {
  readonly name: string;
  readonly filter: string;
  readonly version: number;
  readonly changed_at: Date;
}

const COLUMNS = 'name, filter, version, changed_at';

/** As the reader, under its policy; there are a hundred at most. */
export async function listSegments(tx: Transaction): Promise<SegmentRow[]> {
  const { rows } = await tx.query<SegmentRow>(`select ${COLUMNS} from kept.segments order by name`);
  return rows;
}

export async function findSegment(tx: Transaction, name: string): Promise<SegmentRow | null> {
  const { rows } = await tx.query<SegmentRow>(`select ${COLUMNS} from kept.segments where name = $1::text`, [name]);
  return rows[0] ?? null;
}

/** "segm" in ASCII: whoever changes segments of a company waits for who does, so that none is one too many. */
const LOCK = 'select pg_advisory_xact_lock(1936025453, hashtext($1))';
const COUNT = 'select count(*)::int as count from kept.segments where tenant_id = $1::uuid';
const OF_TENANT = `
  select ${COLUMNS}
    from kept.segments
   where tenant_id = $1::uuid
     and name = $2::text`;

/** As the role that folds, which sees all companies: the tenant is an argument. Locks the company's until the transaction ends. */
export async function lockSegment(
  tx: Transaction,
  tenantId: string,
  name: string,
): Promise<{ readonly before: SegmentRow | null; readonly count: number }> {
  await tx.query(LOCK, [tenantId]);
  const { rows } = await tx.query<SegmentRow>(OF_TENANT, [tenantId, name]);
  const counted = await tx.query<{ count: number }>(COUNT, [tenantId]);
  return { before: rows[0] ?? null, count: counted.rows[0]?.count ?? 0 };
}

const SAVE = `
  insert into kept.segments as s (tenant_id, name, filter, version, changed_at)
  values ($1::uuid, $2::text, $3::text, 1, $4::timestamptz)
      on conflict (tenant_id, name) do update
     set filter = excluded.filter,
         version = s.version + 1,
         changed_at = excluded.changed_at
  returning ${COLUMNS}`;

export async function saveSegment(
  tx: Transaction,
  tenantId: string,
  { name, filter, at }: { readonly name: string; readonly filter: string; readonly at: Date },
): Promise<SegmentRow> {
  const { rows } = await tx.query<SegmentRow>(SAVE, [tenantId, name, filter, at]);
  const [row] = rows;
  if (row === undefined) throw new Error('a segment was not saved');
  return row;
}

const REMOVE = 'delete from kept.segments where tenant_id = $1::uuid and name = $2::text';

export async function removeSegment(tx: Transaction, tenantId: string, name: string): Promise<void> {
  await tx.query(REMOVE, [tenantId, name]);
}

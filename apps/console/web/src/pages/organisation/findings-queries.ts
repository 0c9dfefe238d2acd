import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';
import { ORGANISATION_KEY } from './queries.ts';

type Finding = AnswerOf<operations['listChartFindings']>['items'][number];
export type Found<Kind extends Finding['kind']> = Extract<Finding, { readonly kind: Kind }>;

export const FINDINGS = ['orphan', 'disabled-manager', 'circle'] as const;
export type FindingKind = (typeof FINDINGS)[number];

/** Circles have statements of their own each, and a page of them as many as are read at a glance. */
const EACH = 50;

export const findingsKey = (kind: FindingKind) => [...ORGANISATION_KEY, 'findings', kind];

/** Of one kind alone: that of each item says which. */
export async function findingsPage<Kind extends FindingKind>(
  kind: Kind,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly items: readonly Found<Kind>[]; readonly next: string | null }> {
  const query = { kind, limit: EACH, ...(cursor !== undefined && { cursor }) };
  const { items, next } = await answer(directoryApi.GET('/org/findings', { params: { query }, signal }));
  return { items: items.filter((one): one is Found<Kind> => one.kind === kind), next };
}

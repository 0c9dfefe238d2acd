import type { Connection } from '../queries.ts';

type Brake = NonNullable<Connection['brake']>;

export const LIMITS = ['percent', 'people', 'atLeast'] as const;
export type Limit = (typeof LIMITS)[number];
export type Mode = Brake['mode'];

/** As the API takes them. */
export const RANGES: Readonly<Record<Limit, readonly [number, number]>> = {
  percent: [1, 100],
  people: [1, 1_000_000],
  atLeast: [0, 1_000_000],
};

/** What a new connection has. */
const DEFAULTS: Brake = { percent: 15, people: 500, atLeast: 50, mode: 'refuse' };

/** As it is typed. */
export type BrakeDraft = Readonly<Record<Limit, string>> & { readonly isOn: boolean; readonly mode: Mode };

export function draftOf(brake: Connection['brake']): BrakeDraft {
  const { percent, people, atLeast, mode } = brake ?? DEFAULTS;
  return {
    isOn: brake !== null,
    percent: String(percent),
    people: String(people),
    atLeast: String(atLeast),
    mode,
  };
}

export function isInRange(limit: Limit, text: string): boolean {
  const [least, most] = RANGES[limit];
  return /^\d{1,7}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

/** undefined: one of the limits is none. */
export function brakeOf(draft: BrakeDraft): Connection['brake'] | undefined {
  if (!draft.isOn) return null;
  if (!LIMITS.every((limit) => isInRange(limit, draft[limit]))) return undefined;
  const { percent, people, atLeast, mode } = draft;
  return { percent: Number(percent), people: Number(people), atLeast: Number(atLeast), mode };
}

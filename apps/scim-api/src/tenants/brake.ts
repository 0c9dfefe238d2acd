/** How many people a connection may disable or delete within an hour before somebody is asked. */
export interface BrakeSettings {
  /** Of the people who are active; what it comes to is rounded down. */
  readonly percent: number;
  /** In numbers: the smaller of the two holds. */
  readonly people: number;
  /** So many always may: in a small company one of ten is 10 percent. */
  readonly atLeast: number;
  /** `refuse`: what is beyond it is answered 409. `tell`: it is done, and told. */
  readonly mode: 'refuse' | 'tell';
}

export const DEFAULT_BRAKE: BrakeSettings = { percent: 15, people: 500, atLeast: 50, mode: 'refuse' };

/** null: none. */
export type BrakePatch = { readonly [Key in keyof BrakeSettings]?: BrakeSettings[Key] | undefined } | null;

/** What a change leaves out is as it was; of one that was off, as by default. */
export function brakeAfter(before: BrakeSettings | null, patch: BrakePatch | undefined): BrakeSettings | null {
  if (patch === undefined) return before;
  if (patch === null) return null;
  const { percent, people, atLeast, mode } = before ?? DEFAULT_BRAKE;
  return {
    percent: patch.percent ?? percent,
    people: patch.people ?? people,
    atLeast: patch.atLeast ?? atLeast,
    mode: patch.mode ?? mode,
  };
}

export function sameBrake(one: BrakeSettings | null, other: BrakeSettings | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.mode === other.mode &&
    one.percent === other.percent &&
    one.people === other.people &&
    one.atLeast === other.atLeast
  );
}

export const MAX_BRAKE_PEOPLE = 1_000_000;
/** Memberships that a connection may end within an hour. */
export const MAX_REMOVED_MEMBERS = 10_000;
/** People who are let through by name at a time, and for how long. */
export const MAX_RELEASED_PEOPLE = 1_000;
export const RELEASED_HOURS = 1;
export const RELEASED_PEOPLE_DAYS = 7;

export type BrakeStateName = 'off' | 'open' | 'engaged' | 'upheld' | 'released';

/** The brake of a connection as it stands. */
export interface BrakeState {
  readonly state: BrakeStateName;
  /** How many were disabled or deleted in the last hour, and count. */
  readonly people: number;
  /** How many may be; null where that was never asked. */
  readonly most: number | null;
  /** How many memberships were ended in the last hour. */
  readonly members: number;
  readonly engagedAt: Date | null;
  /** Writes that were too many since then, and refused. */
  readonly held: number;
  /** Those that were let through, and told. */
  readonly told: number;
  readonly releasedUntil: Date | null;
  /** Ids of those who are let through by name, and until when. */
  readonly releasedPeople: readonly string[];
  readonly peopleReleasedUntil: Date | null;
}

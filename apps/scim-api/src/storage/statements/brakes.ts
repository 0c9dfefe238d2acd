import type { QueryConfig } from 'pg';

/** Locks the brake of a connection until the transaction ends, and says how far it has come; no row where it has none. */
export function takeBrake(connectionId: string): QueryConfig {
  return { name: 'take-brake', text: TAKE_BRAKE, values: [connectionId] };
}
const TAKE_BRAKE = `
  select mode, most, people, members, is_engaged, is_upheld, is_released, released
    from take_brake($1::uuid)`;

export interface Noted {
  /** People who are disabled or deleted by this transaction, and count. */
  readonly people: number;
  /** Memberships that it ends, and that count. */
  readonly members: number;
  /** Writes that were too many. */
  readonly held: number;
}

/** Counts what the transaction does, by the database's clock. */
export function noteBrake(connectionId: string, { people, members, held }: Noted): QueryConfig {
  return { name: 'note-brake', text: NOTE_BRAKE, values: [connectionId, people, members, held] };
}
const NOTE_BRAKE = `
  select note_brake($1::uuid, $2::integer, $3::integer, $4::integer)`;

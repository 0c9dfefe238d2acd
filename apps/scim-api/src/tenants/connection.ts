import { federationOf, type Federation } from './federation.js';
import { changeMethods, DEFAULT_METHODS, type Methods, type MethodsPatch } from './methods.js';
import type { PauseSettings } from './pause.js';
import type { ShadowState } from './shadow.js';
import { brakeAfter, DEFAULT_BRAKE, type BrakePatch, type BrakeSettings } from './brake.js';

/** What a POST with the userName of an inactive user does: 409, or the user comes back with the attributes of the body. */
export const INACTIVE_DUPLICATE = ['conflict', 'reactivate'] as const;
export type InactiveDuplicate = (typeof INACTIVE_DUPLICATE)[number];

/** Requests that a connection may send: `perSecond` for ever, and `burst` at once after a pause. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** What an operator sets of a connection, and may change. */
export interface ConnectionSettings {
  readonly name: string;
  /** Whether named quirks of the provider are mended. */
  readonly tolerance: 'tolerant' | 'strict';
  readonly inactiveDuplicate: InactiveDuplicate;
  /** null: unlimited. */
  readonly rateLimit: RateLimit | null;
  readonly methods: Methods;
  /** null: none. */
  readonly brake: BrakeSettings | null;
  /** null: no tenant of Entra is trusted. */
  readonly federation: Federation | null;
  /** Whether its refusals are mailed. */
  readonly notifyOnFailure: boolean;
  /** Where mails about it go; none: to its tenant's notification address. */
  readonly notificationAddresses: readonly string[];
}

/** With what is said as it is made, and never again. */
export interface NewConnectionSettings extends ConnectionSettings {
  /** Its writes are decided and answered, and kept from the resources until that goes live; left out: they are not. */
  readonly shadow?: boolean | undefined;
}

/** One identity provider's integration of a tenant. */
export interface Connection extends ConnectionSettings {
  readonly id: string;
  readonly tenantId: string;
  readonly createdAt: Date;
  /** null: it is served. */
  readonly pause: PauseSettings | null;
  /** null: it is none, or has gone live. */
  readonly shadow: ShadowState | null;
  /** Valid credentials without expiry, where they were counted: of one that was just made there are none. */
  readonly neverExpiring?: number;
}

export type ConnectionPatch = {
  readonly [Key in Exclude<keyof ConnectionSettings, 'methods' | 'brake'>]?: ConnectionSettings[Key] | undefined;
} & { readonly methods?: MethodsPatch | undefined; readonly brake?: BrakePatch | undefined };

/** That are not removed: each has a rate of its own, so that without a bound a tenant's would be as large as it likes. */
export const MAX_CONNECTIONS_OF_TENANT = 25;

export const MAX_PER_SECOND = 10_000;
export const MAX_BURST = 100_000;

/** Twice the 25 requests per second that Microsoft asks a target to take for ever, and the burst of a cycle's begin. */
export const DEFAULT_RATE_LIMIT: RateLimit = { perSecond: 50, burst: 500 };

/** The settings of a connection that says nothing but its name. */
export const DEFAULT_SETTINGS = {
  tolerance: 'tolerant',
  inactiveDuplicate: 'conflict',
  rateLimit: DEFAULT_RATE_LIMIT,
  methods: DEFAULT_METHODS,
  brake: DEFAULT_BRAKE,
  federation: null,
  notifyOnFailure: true,
  notificationAddresses: [],
} as const satisfies Omit<ConnectionSettings, 'name'>;

/** The connection after the change; null settings are settings, and what the patch leaves out stays. */
export function changeConnection(connection: Connection, patch: ConnectionPatch): Connection {
  const {
    name,
    tolerance,
    inactiveDuplicate,
    rateLimit,
    methods,
    brake,
    federation,
    notifyOnFailure,
    notificationAddresses,
  } = patch;
  return {
    ...connection,
    name: name ?? connection.name,
    tolerance: tolerance ?? connection.tolerance,
    inactiveDuplicate: inactiveDuplicate ?? connection.inactiveDuplicate,
    rateLimit: rateLimit === undefined ? connection.rateLimit : rateLimit,
    methods: changeMethods(connection.methods, methods),
    brake: brakeAfter(connection.brake, brake),
    notifyOnFailure: notifyOnFailure ?? connection.notifyOnFailure,
    notificationAddresses: notificationAddresses ?? connection.notificationAddresses,
    federation: federation === undefined ? connection.federation : federation && federationOf(federation),
  };
}

/** Why a connection may not have these settings. */
export interface ConnectionRefusal {
  readonly code:
    'federation-missing' | 'entra-tenant-taken' | 'too-many-addresses' | 'too-many-connections' | 'shadow-taken';
}

export function connectionRefusal({ methods, federation }: ConnectionSettings): ConnectionRefusal | null {
  return federation === null && (methods.federated || methods.entraToken) ? { code: 'federation-missing' } : null;
}

/** A limit as two columns hold it: both, or neither. */
export function rateLimitOf(perSecond: number | null, burst: number | null): RateLimit | null {
  return perSecond === null || burst === null ? null : { perSecond, burst };
}

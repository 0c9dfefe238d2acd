import type { Provider, Type } from '@nestjs/common';
import type { ClientBase, Pool } from 'pg';
import type { Bulk, Handlers, ProjectionTransportOptions } from '#consumer';
import type { Migrations } from '#postgres';
import type { FailedCredentials, Logger, Offers, Patience, Readiness, RunningService, TenantReads } from '#service';
import type { Digest } from './digest.js';
import type { ProjectionSettings } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A projection as one value: all that starting it, folding it anew and its commands have to be told. */
export interface Projection<Settings extends ProjectionSettings = ProjectionSettings> {
  /** Of the process, its consumer group, its metrics and its commands. */
  readonly name: string;
  /** What its readers' tokens are issued for. */
  readonly audience: string;
  readonly database: { readonly migrations: Migrations };
  readonly schemas: Schemas;
  /** Reads the environment, once. @throws Error that names the variable and what it may be */
  readonly settings: (variables: Environment) => Settings;
  /** DDL of everything in a schema of that name, itself and `consumerTables` included. */
  readonly tables: (schema: string) => readonly string[];
  /** What a rebuild does otherwise until it has folded: indexes that it makes then, and handlers that do without these. */
  readonly bulk?: Omit<Bulk, 'handlers'> & Pick<Projection, 'handlers'>;
  /** What it is a fold of; who is revoked is kept for every projection. */
  readonly handlers: (variables: Environment) => Handlers;
  /** Of the schema that the search path names, in a transaction that sees one moment. */
  readonly digest: (session: ClientBase) => Promise<Digest>;
  /** A rebuild keeps what it replaces under a name with the time, for a person to drop; else it is dropped. */
  readonly keepsOld?: boolean;
  readonly tuning?: (settings: Settings) => Tuning;
  readonly described: Described;
  readonly api: (parts: Parts<Settings>) => Api;
  /** What happens by itself, beside reading and answering. */
  readonly background?: (parts: Parts<Settings>) => Promise<Background>;
}

export interface Schemas {
  /** What is folded, and may be folded again from the first event. */
  readonly live: string;
  /** Beside it, what no replay can tell: never folded again, so that its batches wait for the disk. */
  readonly kept?: string;
  /** What readers see; `live` unless told. */
  readonly read?: string;
}

type Reading = Pick<ProjectionTransportOptions, 'concurrency' | 'batchRows' | 'gatherMs' | 'formerGroups'>;

export interface Tuning extends Reading {
  /** Connections that fold, those that write beside it, and those that answer readers. */
  readonly folding?: number;
  readonly writers?: number;
  readonly readers?: number;
}

export interface Parts<Settings extends ProjectionSettings = ProjectionSettings> {
  readonly settings: Settings;
  readonly variables: Environment;
  readonly logger: Logger;
  /** Of the role that folds, for what is not a batch of events. */
  readonly writer: Pool;
  /** The same role, for what an operator does. */
  readonly operator: Pool;
  /** Each in a transaction that sees one tenant. */
  readonly reads: TenantReads;
  /** One more pool, ended with the process: who waits for a connection of it holds up nobody else. */
  readonly pool: (role: 'writer' | 'reader', use: string, max: number) => Pool;
  readonly failuresAt: (surface: string) => FailedCredentials;
}

/** What its API is known by, without anything that is opened for it. */
export interface Described {
  readonly title: string;
  readonly description: string;
  readonly controllers: readonly Type<unknown>[];
  /** Routes that ask for no token, by their beginning; the API's description leaves them out. */
  readonly open?: string;
}

export interface Api {
  readonly providers: readonly Provider[];
  readonly offers?: Offers;
  readonly patience?: Patience;
}

export interface Background {
  readonly readiness?: Readiness;
  readonly drainDeadline?: number;
  start(service: RunningService): void;
  stop(): Promise<void>;
}

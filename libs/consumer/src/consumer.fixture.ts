import { v7 as uuid } from 'uuid';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Pool } from 'pg';
import { encodeEvent, USERS, type EncodedEvent, type UserUpdated } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import { createTestDatabase } from '../../../test/support/database.js';
import {
  DONE,
  handlerOf,
  type BatchHandler,
  type Delivery,
  type DeliveryBatch,
  type Handlers,
  type Needs,
  type Outcome,
  type TopicHandler,
} from './delivery.js';
import { consumerTables } from './tables.js';

/** Of a transaction. */
export const LIMITS = { rows: 500, bytes: 4_000_000 } as const;

export const DATABASE = { name: 'consumer_test', roles: { projection: 'consumer_test' } } as const;

class CreateProjection1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema projection');
    await runner.query(`grant usage on schema projection to ${DATABASE.roles.projection}`);
    await runner.query(`create table projection.effects (
      seq bigint generated always as identity, event_id uuid, subject text, version int)`);
    await runner.query(`grant select, insert on projection.effects to ${DATABASE.roles.projection}`);
    for (const statement of consumerTables({ schema: 'projection', role: DATABASE.roles.projection })) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema projection cascade');
  }
}

const MIGRATIONS = [CreateProjection1764000000000];

export interface TestProjection {
  readonly pool: Pool;
  /** What `pool` was opened with, and the owner's. */
  readonly url: string;
  readonly ownerUrl: string;
  /** Sees and changes everything. */
  readonly owner: Pool;
  /** `subject#version` in the order in which the effects were written. */
  effects(): Promise<string[]>;
  /** Kind and `subject#version` of what is parked, in order. */
  parked(): Promise<string[]>;
  stored(partition: number): Promise<bigint | null>;
  end(): Promise<void>;
}

/** A projection that writes down every event it is given. */
export async function testProjection(): Promise<TestProjection> {
  const database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) =>
    openPool({ url: withSearchPath(url, 'projection'), applicationName: 'consumer-test', max: 8, pipeline: true });
  const pool = open(database.url('projection'));
  const owner = open(database.ownerUrl);
  const lines = async (text: string): Promise<string[]> => {
    const { rows } = await owner.query<{ line: string }>(text);
    return rows.map(({ line }) => line);
  };
  return {
    pool,
    url: withSearchPath(database.url('projection'), 'projection'),
    ownerUrl: database.ownerUrl,
    owner,
    effects: () => lines(`select subject || '#' || version as line from effects order by seq`),
    parked: async () => {
      const { rows } = await owner.query<{ kind: string; key: string; headers: string }>(
        'select kind, key, headers::text as headers from parked_events order by id',
      );
      return rows.map(({ kind, key, headers }) => {
        const version = /"ce_resourceversion":"(\d+)"/.exec(headers)?.[1];
        return `${kind} ${key.split('/')[1]}#${version}`;
      });
    },
    stored: async (partition) => {
      const [line] = await lines(`select next_offset::text as line from consumer_offsets
        where topic = '${USERS.name}' and partition = ${partition}`);
      return line === undefined ? null : BigInt(line);
    },
    end: async () => {
      await pool.end();
      await owner.end();
      await database.drop();
    },
  };
}

/** Decides instead of writing, or throws; undefined writes. */
export type Whim = (delivery: Delivery) => Outcome | undefined | Promise<Outcome | undefined>;

/** Writes one row for each delivery, unless `whim` has another idea of it. */
export function recordingHandler(whim: Whim = () => undefined) {
  return async ({ tx, deliveries }: DeliveryBatch): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const delivery of deliveries) {
      const outcome = await whim(delivery);
      if (outcome === undefined) {
        await tx.query('insert into effects (event_id, subject, version) values ($1, $2, $3)', [
          delivery.event.id,
          delivery.event.subject,
          delivery.event.resourceVersion,
        ]);
      }
      outcomes.push(outcome ?? DONE);
    }
    return outcomes;
  };
}

/** A handler of the users topic, whose events all need the same: those before them, unless told. */
export function usersHandler(apply: BatchHandler = recordingHandler(), needs: Needs = 'all-before'): TopicHandler {
  return { apply, needs: () => needs };
}

export function usersHandlers(apply: BatchHandler = recordingHandler(), needs: Needs = 'all-before'): Handlers {
  const each = {
    'rollcall.UserProvisioned': needs,
    'rollcall.UserUpdated': needs,
    'rollcall.UserDeprovisioned': needs,
  };
  return new Map([handlerOf(USERS, each, apply)]);
}

export const TENANT = '0192f1a0-0000-7000-8000-000000000001';

export function userEvent(subject: string, version: number, traceparent: string | null = null): UserUpdated {
  const time = new Date().toISOString();
  return {
    id: uuid(),
    type: 'rollcall.UserUpdated',
    source: `/tenants/${TENANT}/connections/c`,
    subject,
    time,
    tenantId: TENANT,
    resourceVersion: version,
    scimEvent: null,
    correlationId: 'request',
    traceparent,
    data: {
      actor: { connectionId: 'c', credentialId: 'k' },
      user: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: subject,
        userName: `${subject}@example.com`,
        active: true,
        meta: { resourceType: 'User', created: time, lastModified: time, version: `W/"${version}"` },
      },
      changes: [{ path: 'title', before: null, after: String(version) }],
    },
  };
}

/** A message of `subject` that no version of the contract can read. */
export function garbage(subject: string, version: number): EncodedEvent {
  const encoded = encodeEvent(userEvent(subject, version));
  return { ...encoded, value: '{"not": "an event\\u0000"}', headers: { ...encoded.headers, odd: 'a\0b' } };
}

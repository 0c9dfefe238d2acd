import { v7 as uuid } from 'uuid';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { RollcallEvent } from '#contracts';
import { createOutbox, createPlaces } from './create-outbox.js';
import { signInTable } from './sign-in-store.js';

/** A database that has an outbox, and beside it what is to become an entry. */
export const DATABASE = {
  name: 'rollcall_outbox_test',
  roles: { writer: 'rollcall_outbox_writer', relay: 'rollcall_outbox_relay' },
} as const;

class CreateOutbox1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { writer, relay } = DATABASE.roles;
    const places = createPlaces({ relay, reader: writer });
    const statements = [...createOutbox(DATABASE.roles), ...places, ...signInTable(DATABASE.roles)];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    // A test's database is dropped as a whole.
  }
}

export const MIGRATIONS = [CreateOutbox1700000000000];

export const TENANT = '0190a1b2-0000-7000-8000-00000000000a';

/** An event of the user `userId`; `padding` makes its data larger by about as many bytes. */
export function userUpdated(userId: string, version: number, padding = 0): RollcallEvent {
  const time = new Date(Date.UTC(2026, 0, 1) + version).toISOString();
  return {
    id: uuid(),
    type: 'rollcall.UserUpdated',
    source: `/tenants/${TENANT}/connections/c1`,
    subject: userId,
    time,
    tenantId: TENANT,
    resourceVersion: version,
    scimEvent: 'urn:ietf:params:scim:event:prov:patch:full',
    correlationId: uuid(),
    traceparent: null,
    data: {
      actor: { connectionId: 'c1', credentialId: 'k1' },
      user: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: userId,
        userName: `${userId}@example.com`,
        title: `Title ${version}${'x'.repeat(padding)}`,
        active: true,
        meta: { resourceType: 'User', created: time, lastModified: time, version: `W/"${version}"` },
      },
      changes: [{ path: 'title', before: null, after: `Title ${version}` }],
    },
  };
}

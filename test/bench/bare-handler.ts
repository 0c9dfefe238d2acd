/**
 * What the service is measured against: Fastify and `pg`, and nothing else. POST inserts the same two rows (the user and
 * its event) in one statement on a connection of a pool; GET looks a user up by name. No Nest, no decisions, no
 * row-level security (it connects as the owner), no telemetry, no validation.
 */
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { Pool } from 'pg';
import { tenantGrams } from '../../apps/scim-api/src/storage/statements/name-grams.js';

const INSERT = `
  with u as (
    insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, external_id,
                       work_email_key, attributes, display_name_key, display_name_grams)
    values ($1, $2, 1, true, $3, $3, $4, $5, $4, $6, $9, $10))
  insert into outbox (id, tenant_id, resource_id, resource_version, topic, headers, value)
  values (nextval('outbox_id'), $2, $1::uuid::text, 1, 'rollcall.users.v1', $7, $8)`;

const FIND = `select id, version, created, last_modified, attributes from users where tenant_id = $1 and user_name_key = $2`;

const [, , url = '', port = '0', tenantId = ''] = process.argv;
const pool = new Pool({ connectionString: url, max: 16 });
const fastify = Fastify();
const json = fastify.getDefaultJsonParser('error', 'error');
fastify.addContentTypeParser('application/scim+json', { parseAs: 'string' }, json);

interface Posted {
  readonly userName: string;
  readonly externalId: string;
  readonly displayName: string;
}

fastify.post<{ Body: Posted }>('/scim/v2/Users', async (request, reply) => {
  const id = randomUUID();
  const now = new Date().toISOString();
  const user = {
    ...request.body,
    id,
    meta: { resourceType: 'User', created: now, lastModified: now, version: 'W/"1"' },
  };
  const headers = JSON.stringify({ ce_id: id, ce_type: 'rollcall.UserProvisioned', ce_subject: id, ce_time: now });
  const { userName, externalId, displayName } = request.body;
  const attributes = JSON.stringify(request.body);
  const value = JSON.stringify({ reason: 'created', user, changes: [] });
  const name = displayName.toLowerCase();
  const values = [
    id,
    tenantId,
    now,
    userName,
    externalId,
    attributes,
    headers,
    value,
    name,
    tenantGrams(tenantId, name),
  ];
  await pool.query({ name: 'insert', text: INSERT, values });
  return reply.status(201).type('application/scim+json').send(JSON.stringify(user));
});

fastify.get<{ Querystring: { filter: string } }>('/scim/v2/Users', async (request, reply) => {
  const [, name] = /^userName eq "(.*)"$/.exec(request.query.filter) ?? [];
  const { rows } = await pool.query({ name: 'find', text: FIND, values: [tenantId, name] });
  const Resources = rows.map((row: { id: string; attributes: string }) => ({
    ...(JSON.parse(row.attributes) as object),
    id: row.id,
  }));
  const list = { totalResults: Resources.length, itemsPerPage: Resources.length, startIndex: 1, Resources };
  return reply.type('application/scim+json').send(JSON.stringify(list));
});

await fastify.listen({ port: Number(port), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));

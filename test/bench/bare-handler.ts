/**
 * What the service is measured against: Fastify and `pg` with two plain tables, and nothing else. POST inserts the user and
 * an event in one statement, its text passed through; GET finds a user by name or by id. Nobody is asked who they are, nothing
 * is validated, no row is hidden, nothing is logged or measured. Named statements, a pool of ten, Node's own flags.
 */
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { Pool } from 'pg';

const TABLES = `
  create table users (id uuid primary key, tenant uuid not null, user_name text not null, doc jsonb not null);
  create unique index users_name on users (tenant, lower(user_name));
  create table outbox (seq bigint generated always as identity primary key, aggregate uuid not null, type text not null,
                       payload jsonb not null)`;

const INSERT = `
  with u as (
    insert into users (id, tenant, user_name, doc)
    values ($1::uuid, $2::uuid, $3::jsonb ->> 'userName', $3::jsonb))
  insert into outbox (aggregate, type, payload)
  values ($1::uuid, 'UserProvisioned', $3::jsonb)`;

const FIND = `select id, doc::text as doc from users where tenant = $1::uuid and lower(user_name) = lower($2::text)`;
const GET = `select id, doc::text as doc from users where id = $1::uuid and tenant = $2::uuid`;

const [, , url = '', port = '0', tenant = ''] = process.argv;
const pool = new Pool({ connectionString: url, max: 10 });
await pool.query(TABLES);

interface Row {
  readonly id: string;
  readonly doc: string;
}
const resource = ({ id, doc }: Row): string => `{"id":"${id}",${doc.slice(1)}`;

const fastify = Fastify();
fastify.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, body, done) =>
  done(null, body),
);
fastify.addHook('onRequest', async (_request, reply) => {
  reply.type('application/scim+json');
});

fastify.post<{ Body: string }>('/scim/v2/Users', async ({ body: doc }, reply) => {
  const id = randomUUID();
  await pool.query({ name: 'insert', text: INSERT, values: [id, tenant, doc] });
  return reply.status(201).send(resource({ id, doc }));
});

fastify.get<{ Querystring: { filter: string } }>('/scim/v2/Users', async ({ query }, reply) => {
  const [, name] = /^userName eq "(.*)"$/.exec(query.filter) ?? [];
  const { rows } = await pool.query<Row>({ name: 'find', text: FIND, values: [tenant, name] });
  return reply.send(`{"totalResults":${rows.length},"Resources":[${rows.map(resource).join(',')}]}`);
});

fastify.get<{ Params: { id: string } }>('/scim/v2/Users/:id', async ({ params }, reply) => {
  const { rows } = await pool.query<Row>({ name: 'get', text: GET, values: [params.id, tenant] });
  const [found] = rows;
  return found === undefined ? reply.status(404).send('{}') : reply.send(resource(found));
});

await fastify.listen({ port: Number(port), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));

import { describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { Type } from 'typebox';
import { readIdsOfPaths } from './ids-as-stored.js';
import { parseBody, parseQuery } from './index.js';

const ID = '0198c0de-7a11-7000-8000-00000000abcd';
const LOUD = ID.toUpperCase();

describe('an id in capitals', () => {
  it.each([
    [`/deliveries/${LOUD}/resend`, { id: ID }],
    [`/admin/tenants/${LOUD}/connections/${LOUD}`, { tenantId: ID, connectionId: ID }],
    [`/activity/${LOUD}:7`, { requestId: `${ID}:7` }],
    [`/segments/${LOUD}`, { name: LOUD }],
    [`/deliveries/NONE/resend`, { id: 'NONE' }],
    // RFC 7643 §3.1
    [`/scim/v2/Users/${LOUD}`, { id: LOUD }],
  ])('of %s is read as it is stored where it is one of ours', async (url, params) => {
    const server = fastify();
    readIdsOfPaths(server);
    const answer = (request: { readonly params: unknown }): unknown => request.params;
    for (const route of ['/deliveries/:id/resend', '/admin/tenants/:tenantId/connections/:connectionId'])
      server.get(route, answer);
    for (const route of ['/activity/:requestId', '/segments/:name', '/scim/v2/Users/:id']) server.get(route, answer);
    expect((await server.inject(url)).json()).toEqual(params);
    await server.close();
  });

  const id = Type.String({ format: 'uuid' });
  const members = {
    actor: Type.Optional(id),
    about: Type.Optional(Type.Array(id)),
    memberId: Type.Optional(Type.String()),
  };
  const others = { externalId: Type.Optional(Type.String()), name: Type.Optional(Type.String()) };
  const schema = Type.Object({ ...members, ...others });

  it.each([
    ['parameter', (given: object) => parseQuery(schema).transform(given, { type: 'query' })],
    ['member', (given: object) => parseBody(schema).transform(given, { type: 'body' })],
  ])('of a %s is read so, and what is none is left', (_of, parse) => {
    const given = { actor: LOUD, about: [LOUD, ID], memberId: LOUD, externalId: LOUD, name: LOUD };
    expect(parse(given)).toEqual({ ...given, actor: ID, about: [ID, ID], memberId: ID });
    expect(parse({ memberId: 'Ada@Contoso.example' })).toEqual({ memberId: 'Ada@Contoso.example' });
  });
});

import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ScimError, USER_TYPE, type ResourceType } from '#scim';
import { DiscoveryTexts, type DocumentTexts } from './discovery-texts.js';
import { knownIdentity } from './identity.js';
import { idOf } from '../path.js';
import { PARTS, type Parts } from './parts.js';
import { parameter } from './query.js';
import { sendText } from './scim-answer.js';

/** RFC 7644 §4. Open without a credential: a client finds out how to authenticate before it can. */
@Controller('scim/v2')
export class DiscoveryController {
  readonly #texts: DiscoveryTexts;

  constructor(@Inject(PARTS) { baseUrl }: Parts) {
    this.#texts = new DiscoveryTexts(baseUrl);
  }

  @Get('ServiceProviderConfig')
  config(@Res() reply: FastifyReply): void {
    sendText(reply, 200, this.#texts.config);
  }

  @Get('ResourceTypes')
  resourceTypes(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendList(request, reply, this.#texts.of('resourceTypes', userTypeOf(request)));
  }

  @Get('ResourceTypes/:id')
  resourceType(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendOne(request, reply, this.#texts.of('resourceTypes', userTypeOf(request)));
  }

  @Get('Schemas')
  schemas(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendList(request, reply, this.#texts.of('schemas', userTypeOf(request)));
  }

  @Get('Schemas/:id')
  schema(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendOne(request, reply, this.#texts.of('schemas', userTypeOf(request)));
  }
}

/** The company's own type, for whoever says which company. */
function userTypeOf(request: FastifyRequest): ResourceType {
  return knownIdentity(request)?.userType ?? USER_TYPE;
}

/** RFC 7644 §4: a filter here is 403; paging and sorting are ignored. */
function sendList(request: FastifyRequest, reply: FastifyReply, { list }: DocumentTexts): void {
  if (parameter(request, 'filter') !== undefined) {
    throw new ScimError('forbidden', 'filter: the discovery endpoints do not filter; read the whole list.');
  }
  sendText(reply, 200, list);
}

function sendOne(request: FastifyRequest, reply: FastifyReply, { byId }: DocumentTexts): void {
  const found = byId.get(idOf(request).toLowerCase());
  if (found === undefined) throw new ScimError('not-found');
  sendText(reply, 200, found);
}

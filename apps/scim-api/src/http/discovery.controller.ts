import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  listResponse,
  resourceTypeDocuments,
  schemaDocuments,
  ScimError,
  serviceProviderConfig,
  USER_TYPE,
  type JsonObject,
  type ResourceType,
} from '#scim';
import { knownIdentity } from './identity.js';
import { idOf } from './path.js';
import { parameter } from './query.js';
import { sendScim } from './scim-answer.js';
import { SCIM_BASE_URL } from './tokens.js';

/** RFC 7644 §4. Open without a credential: a client finds out how to authenticate before it can. */
@Controller('scim/v2')
export class DiscoveryController {
  constructor(@Inject(SCIM_BASE_URL) private readonly baseUrl: string) {}

  @Get('ServiceProviderConfig')
  config(@Res() reply: FastifyReply): void {
    sendScim(reply, 200, serviceProviderConfig(this.baseUrl));
  }

  @Get('ResourceTypes')
  resourceTypes(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendList(request, reply, resourceTypeDocuments(this.baseUrl, userTypeOf(request)));
  }

  @Get('ResourceTypes/:id')
  resourceType(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendOne(request, reply, resourceTypeDocuments(this.baseUrl, userTypeOf(request)));
  }

  @Get('Schemas')
  schemas(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendList(request, reply, schemaDocuments(this.baseUrl, userTypeOf(request)));
  }

  @Get('Schemas/:id')
  schema(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendOne(request, reply, schemaDocuments(this.baseUrl, userTypeOf(request)));
  }
}

/** The company's own type, for whoever says which company. */
function userTypeOf(request: FastifyRequest): ResourceType {
  return knownIdentity(request)?.userType ?? USER_TYPE;
}

type Document = JsonObject & { readonly id: string };

/** RFC 7644 §4: a filter here is 403; paging and sorting are ignored. */
function sendList(request: FastifyRequest, reply: FastifyReply, documents: readonly Document[]): void {
  if (parameter(request, 'filter') !== undefined) {
    throw new ScimError('forbidden', 'filter: the discovery endpoints do not filter; read the whole list.');
  }
  sendScim(reply, 200, listResponse({ resources: documents, totalResults: documents.length, startIndex: 1 }));
}

function sendOne(request: FastifyRequest, reply: FastifyReply, documents: readonly Document[]): void {
  const found = documents.find(({ id }) => id.toLowerCase() === idOf(request).toLowerCase());
  if (found === undefined) throw new ScimError('not-found');
  sendScim(reply, 200, found);
}

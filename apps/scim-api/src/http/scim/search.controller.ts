import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Lists } from './lists.js';
import { PARTS, servedOf, type Parts } from './parts.js';
import { queryParameters, searchParameters } from './query.js';
import { sendInTurns } from './scim-answer.js';

/** RFC 7644 §3.4.3: queries in a body, where no log of addresses sees them; and §3.4.2.1: queries over all types. */
@Controller('scim/v2')
export class SearchController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Post('Users/.search')
  @HttpCode(200)
  async users(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(
      reply,
      200,
      await this.#listsOf(request).list(request, 'User', { parameters: searchParameters(request) }),
    );
  }

  @Post('Groups/.search')
  @HttpCode(200)
  async groups(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(
      reply,
      200,
      await this.#listsOf(request).list(request, 'Group', { parameters: searchParameters(request) }),
    );
  }

  @Post('.search')
  @HttpCode(200)
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(
      reply,
      200,
      await this.#listsOf(request).listAll(request, { parameters: searchParameters(request) }),
    );
  }

  @Get()
  async root(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendInTurns(
      reply,
      200,
      await this.#listsOf(request).listAll(request, { parameters: queryParameters(request) }),
    );
  }

  #listsOf(request: FastifyRequest): Lists {
    return servedOf(request, this.#parts).lists;
  }
}

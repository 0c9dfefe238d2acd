import { Controller, Get, Inject, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { letIn, NOT_FOUND, type FailedCredentials } from '#service';
import { LINK_TOKEN } from '../rules/confirmation.js';
import { confirmAddress } from '../settling/confirm-address.js';
import { KnownLinks } from '../storage/known-links.js';
import { ConfirmFilter } from './confirm.filter.js';
import { ASKING, CONFIRMED, PAGE_HEADERS } from './confirm-page.js';

/** What strangers have of their own, so that nothing that happens here holds up a mail or an operator. */
export interface ConfirmDesk {
  readonly pool: Pool;
  readonly failures: FailedCredentials;
  readonly now: () => Date;
}

export const CONFIRM_DESK = Symbol('CONFIRM_DESK');

/** The page that the link of a confirmation leads to. What the link holds is the credential: nothing else is asked for. */
@Controller('confirm')
@UseFilters(ConfirmFilter)
export class ConfirmController {
  readonly #links: KnownLinks;
  readonly #desk: ConfirmDesk;

  constructor(@Inject(CONFIRM_DESK) desk: ConfirmDesk) {
    this.#desk = desk;
    this.#links = new KnownLinks(desk.pool);
  }

  @Get(':token')
  ask(@Res() reply: FastifyReply): void {
    void reply.headers(PAGE_HEADERS).send(ASKING);
  }

  @Post(':token')
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { pool, failures, now } = this.#desk;
    const isToken = LINK_TOKEN.test(token);
    // A transaction is for who has a link; guesses are looked up together.
    const isKnown = isToken && (await this.#links.has(token));
    const confirming = { requestId: request.id, address: failures.rangeOf(request), at: now() };
    const isConfirmed = isKnown && (await confirmAddress(pool, token, confirming));
    if (!isConfirmed) throw failures.refusal(request, { reason: isToken ? 'unknown' : 'malformed' }, NOT_FOUND);
    letIn(request);
    void reply.status(200).headers(PAGE_HEADERS).send(CONFIRMED);
  }
}

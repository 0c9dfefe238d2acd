import { Controller, Delete, Get, HttpCode, Inject, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isUuid } from '#postgres';
import { NOT_FOUND, Problem } from '#service';
import type { Method } from '../sessions/session.js';
import { askingOf } from './asking.js';
import { PARTS, type Parts } from './parts.js';
import { sessionOf } from './session-of.js';

const THIS_ONE = new Problem(409, 'this-session', 'This is the session that asks; sign out to end it.');

interface OwnSessionView {
  readonly id: string;
  readonly isThis: boolean;
  readonly methods: readonly Method[];
  readonly address: string | null;
  readonly authTime: string;
  readonly seenAt: string;
  readonly endsAt: string;
}

/** Where else somebody is signed in, and the end of it. */
@Controller('api/session/all')
export class OwnSessionsController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get()
  async list(@Req() request: FastifyRequest): Promise<{ items: readonly OwnSessionView[] }> {
    const { session } = sessionOf(request);
    const items = await this.#parts.own.sessions(session.account);
    return {
      items: items.map(({ authTime, seenAt, endsAt, ...one }) => ({
        ...one,
        isThis: one.id === session.id,
        authTime: authTime.toISOString(),
        seenAt: seenAt.toISOString(),
        endsAt: endsAt.toISOString(),
      })),
    };
  }

  @Delete()
  @HttpCode(204)
  async endOthers(@Req() request: FastifyRequest): Promise<void> {
    const { own, rangeOf } = this.#parts;
    await own.endOthers(sessionOf(request).session, askingOf(request, rangeOf(request)));
  }

  @Delete(':id')
  @HttpCode(204)
  async endOne(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    const { own, rangeOf } = this.#parts;
    const { session } = sessionOf(request);
    if (id.toLowerCase() === session.id) throw THIS_ONE;
    const isEnded = isUuid(id) && (await own.endOne(session, id, askingOf(request, rangeOf(request))));
    if (!isEnded) throw NOT_FOUND;
  }
}

import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isUuid } from '#postgres';
import { NOT_FOUND, parseBody, Problem } from '#service';
import type { Approval } from '../approvals/approval.js';
import type { Asked, Asking, Decided } from '../storage/approval-store.js';
import type { Changing } from '../storage/sign-on-store.js';
import { ApprovalBody } from './approval-schemas.js';
import { assertMay } from './assert-may.js';
import { changingOf, readingOf } from './changing.js';
import { PARTS, type Parts } from './parts.js';
import { sessionOf } from './session-of.js';

const NOT_ASKED: Readonly<Record<Exclude<Asking, object>, Problem>> = {
  alone: new Problem(
    409,
    'alone',
    'There is no other identity administrator who could approve it: do it without an approval.',
  ),
  'asked-already': new Problem(
    409,
    'asked-already',
    'You have asked for this already: it waits for an answer, or was approved and can be done.',
  ),
  'too-many-approvals': new Problem(
    409,
    'too-many-approvals',
    'Twenty requests wait for an answer; have some of them approved or declined first.',
  ),
};
const NOT_DECIDED: Readonly<Record<Exclude<Decided, 'done'>, Problem>> = {
  unknown: NOT_FOUND,
  'own-approval': new Problem(
    403,
    'own-approval',
    'Nobody decides what they asked for themselves; another administrator does.',
  ),
  'not-pending': new Problem(409, 'not-pending', 'This was decided, or ended, meanwhile; have it asked for anew.'),
  'not-administrator': new Problem(403, 'not-permitted', 'You are no identity administrator any more.'),
  'of-demonstration': new Problem(
    403,
    'of-demonstration',
    'A link of the demonstration is nobody in particular, and approves nothing; sign in by an account of your own.',
  ),
  'account-too-new': new Problem(
    403,
    'account-too-new',
    'You have been an identity administrator for less than a day before it was asked for; one who has been so for longer approves it.',
  ),
  'asker-too-new': new Problem(
    403,
    'asker-too-new',
    'Whoever asked had been an identity administrator for less than a day; one who has been so for longer asks for it, or they do later.',
  ),
};
const OBJECT = new Problem(
  400,
  'invalid-body',
  'object: name the person’s id for people.erase, and nothing (or self) for sign-ons.enforce.',
  { member: 'object' },
);

interface ApprovalView extends Omit<Approval, 'askedAt' | 'endsAt' | 'decidedAt'> {
  readonly askedAt: string;
  readonly endsAt: string;
  readonly decidedAt: string | null;
}

/** What one identity administrator asks another to approve. */
@Controller('api/approvals')
export class ApprovalsController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  /** The newest, and whether whoever asks needs one. */
  @Get()
  async list(
    @Req() request: FastifyRequest,
  ): Promise<{ readonly items: readonly ApprovalView[]; readonly needed: boolean }> {
    const tenantId = readingOf(request);
    const { approvals } = this.#parts;
    const [items, needed] = await Promise.all([
      approvals.list(tenantId),
      approvals.isNeeded(tenantId, sessionOf(request).session.account.id),
    ]);
    return { items: items.map(viewOf), needed };
  }

  @Post()
  async ask(
    @Body(parseBody(ApprovalBody)) asked: Static<typeof ApprovalBody>,
    @Req() request: FastifyRequest,
  ): Promise<ApprovalView> {
    // Who does it has to have signed in just now; who asks for it need not.
    assertMay(sessionOf(request).session, 'settings:change');
    const changing = changingOf(this.#parts, request);
    const outcome = await this.#parts.approvals.ask(changing, judge(asked, changing));
    if (typeof outcome === 'string') throw NOT_ASKED[outcome];
    return viewOf(outcome.approval);
  }

  @Post(':id/approve')
  @HttpCode(204)
  async approve(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.#decide(id, request, 'approved');
  }

  @Post(':id/decline')
  @HttpCode(204)
  async decline(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.#decide(id, request, 'declined');
  }

  async #decide(id: string, request: FastifyRequest, decision: 'approved' | 'declined'): Promise<void> {
    assertMay(sessionOf(request).session, 'team:change');
    const changing = changingOf(this.#parts, request);
    if (!isUuid(id)) throw NOT_FOUND;
    const outcome = await this.#parts.approvals.decide(changing, id, decision);
    if (outcome !== 'done') throw NOT_DECIDED[outcome];
  }
}

/** @throws Problem */
function judge({ act, object = 'self', reason }: Static<typeof ApprovalBody>, { tenantId }: Changing): Asked {
  const isOfTenant = object === 'self' || object === tenantId;
  if (isOfTenant !== (act === 'sign-ons.enforce')) throw OBJECT;
  return { act, object: isOfTenant ? tenantId : object, reason };
}

function viewOf({ askedAt, endsAt, decidedAt, ...rest }: Approval): ApprovalView {
  return {
    ...rest,
    askedAt: askedAt.toISOString(),
    endsAt: endsAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

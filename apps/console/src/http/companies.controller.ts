import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { parseBody, Problem } from '#service';
import { foundIn, type Choice } from '../sign-on/choice.js';
import { ownPath } from '../sign-on/own-path.js';
import { askingOf } from './asking.js';
import { recordRefusal } from './come-back.js';
import { PARTS, type Parts } from './parts.js';
import { signedIn } from './session-of.js';
import { CompanyBody } from './sign-on-schemas.js';

const NO_CHOICE = new Problem(
  404,
  'no-choice',
  'There is nothing to choose: that took too long, was done already, or began in another browser. Begin again at /sign-in.',
);

/** Of several companies here that take people of one tenant of Entra: whoever came from there says which one they mean. */
@Controller('api/sign-in/companies')
export class CompaniesController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get()
  async list(@Req() request: FastifyRequest): Promise<{
    readonly name: string;
    readonly companies: readonly { readonly id: string; readonly name: string }[];
  }> {
    const { tenants, found } = this.#choiceOf(request);
    const standings = await Promise.all(tenants.map((id) => this.#parts.tenants.of(id)));
    const companies = standings.flatMap((one) => (one !== null && 'tenant' in one ? [one.tenant] : []));
    return { name: found.name, companies: companies.map(({ id, name }) => ({ id, name })) };
  }

  @Post()
  @HttpCode(200)
  async choose(
    @Body(parseBody(CompanyBody)) { id: tenantId }: Static<typeof CompanyBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly to: string }> {
    const { signOn, cookie } = this.#parts;
    const choice = this.#choiceOf(request);
    // Only among those that Entra’s answer was for, and once.
    if (!choice.tenants.includes(tenantId) || !(await signOn.logins.use(choice))) throw NO_CHOICE;
    const { heldAgainst } = choice;
    const vouched = { ...foundIn(choice), tenantId, purpose: 'sign-in', account: null, heldAgainst } as const;
    const asking = askingOf(request, this.#parts.rangeOf(request));
    const former = signedIn(request)?.session ?? choice.former;
    const completed = await signOn.complete(vouched, asking, former);
    void reply.header('set-cookie', signOn.choices.end);
    if (completed.kind === 'refused') {
      recordRefusal(this.#parts, request, { code: completed.code, oid: vouched.oid });
      return { to: `/sign-in?refused=${completed.code}` };
    }
    if (completed.kind === 'session') void reply.header('set-cookie', cookie.set(completed.token));
    return { to: ownPath(choice.to) };
  }

  #choiceOf(request: FastifyRequest): Choice {
    const choice = this.#parts.signOn.choices.read(request.headers.cookie);
    if (choice === null) throw NO_CHOICE;
    return choice;
  }
}

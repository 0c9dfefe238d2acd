import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { NOT_FOUND, parseBody, Problem, type Cloud } from '#service';
import { METHODS, type SignOnMethod } from '../sign-on/settings.js';
import type { NewMethod } from '../storage/sign-on-changes.js';
import type { Changing, Outcome } from '../storage/sign-on-store.js';
import { changing, readingOf } from './changing.js';
import { PARTS, type Parts } from './parts.js';
import { EmployeesBody, MicrosoftBody, OidcBody, SamlBody } from './sign-on-schemas.js';
import { signOnView, type SignOnView } from './sign-on-view.js';

const REFUSED: Readonly<Record<Exclude<Outcome, 'done'>, Problem>> = {
  unknown: NOT_FOUND,
  enforced: new Problem(
    409,
    'enforced',
    'Entra alone lets people in, and this is the one way that is on: end the enforcement first, or turn the other way on.',
  ),
  'enforced-elsewhere': new Problem(
    409,
    'enforced',
    'Entra alone lets people in, and no way that is on is of this tenant and cloud of Entra: end the enforcement first.',
    { member: 'tenantId' },
  ),
  'no-secret': new Problem(
    400,
    'secret-missing',
    'secret: the app has none here; send the value of a client secret of it, or leave the method off.',
    { member: 'secret' },
  ),
};

const END_MISSING = new Problem(
  400,
  'secret-end-missing',
  'secretExpiresAt: say when the secret ends, as Entra shows it beside it; reminders come before that day.',
  { member: 'secretExpiresAt' },
);
const END_PAST = new Problem(
  400,
  'secret-ended',
  'secretExpiresAt: this secret has ended already; make another one in Entra and send its value and its end.',
  { member: 'secretExpiresAt' },
);
const NO_OWN_APP = new Problem(
  409,
  'no-own-app',
  'This installation has no app of its own at Microsoft, so that there is no “Sign in with Microsoft”; its operator sets MICROSOFT_CLIENT_ID, or use OpenID Connect with an app of yours.',
);
/** Where Microsoft has the accounts of everybody who has no company. */
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';
const NO_COMPANY = new Problem(
  400,
  'no-company',
  'tenantId: this is Microsoft’s own tenant of personal accounts; send the Directory (tenant) ID of your company.',
  { member: 'tenantId' },
);

/** How people of a tenant come in with Entra. */
@Controller('api/sign-on')
export class SignOnController {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @Get()
  async show(@Req() request: FastifyRequest): Promise<SignOnView> {
    const { signOn, consoleUrl } = this.#parts;
    const tenantId = readingOf(request);
    const settings = await signOn.store.find(tenantId);
    const { emergency } = await signOn.enforcement.preview(tenantId);
    const ownApp = signOn.microsoft?.app ?? null;
    const around = { consoleUrl, clouds: signOn.clouds, metadata: signOn.samlMetadata, ownApp };
    return signOnView({ tenantId, settings, emergency }, around);
  }

  @Put('oidc')
  @HttpCode(204)
  async setOidc(
    @Body(parseBody(OidcBody)) asked: Static<typeof OidcBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { on, cloud, tenantId, clientId, secret, secretExpiresAt } = asked;
    // A secret that is kept keeps the end that is known of it.
    const expiresAt = typeof secretExpiresAt === 'string' ? new Date(secretExpiresAt) : undefined;
    if (secret !== undefined) assertEndIsKnown(expiresAt);
    await this.#save(request, {
      method: 'oidc',
      on,
      cloud,
      tid: tenantId.toLowerCase(),
      appId: clientId.toLowerCase(),
      idpInitiated: false,
      ...(secret !== undefined && { secret }),
      ...(expiresAt !== undefined && { secretExpiresAt: expiresAt }),
    });
  }

  @Put('saml')
  @HttpCode(204)
  async setSaml(
    @Body(parseBody(SamlBody)) asked: Static<typeof SamlBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { on, cloud, tenantId, appId, idpInitiated } = asked;
    const wanted = { method: 'saml', on, cloud, tid: tenantId.toLowerCase(), appId: appId.toLowerCase() } as const;
    const { tenantId: own } = await this.#save(request, { ...wanted, idpInitiated });
    await this.#tellSaml(own);
  }

  @Put('microsoft')
  @HttpCode(204)
  async setMicrosoft(
    @Body(parseBody(MicrosoftBody)) { on, tenantId }: Static<typeof MicrosoftBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const { microsoft } = this.#parts.signOn;
    if (microsoft === null) throw NO_OWN_APP;
    const { clientId: appId, cloud } = microsoft.app;
    const tid = tenantId.toLowerCase();
    if (tid === PERSONAL) throw NO_COMPANY;
    await this.#save(request, { method: 'microsoft', on, cloud, tid, appId, idpInitiated: false });
  }

  @Patch()
  @HttpCode(204)
  async letEmployees(
    @Body(parseBody(EmployeesBody)) { employees }: Static<typeof EmployeesBody>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.#parts.signOn.store.letEmployees(changing(this.#parts, request), employees);
  }

  @Delete(':method')
  @HttpCode(204)
  async remove(@Param('method') name: string, @Req() request: FastifyRequest): Promise<void> {
    const by = changing(this.#parts, request);
    const method = methodCalled(name);
    refuse(await this.#parts.signOn.store.remove(by, method));
    if (method === 'saml') await this.#tellSaml(by.tenantId);
  }

  async #save(request: FastifyRequest, wanted: NewMethod): Promise<Changing> {
    const by = changing(this.#parts, request);
    assertServed(wanted.cloud, this.#parts);
    refuse(await this.#parts.signOn.store.save(by, wanted));
    return by;
  }

  async #tellSaml(tenantId: string): Promise<void> {
    const { saml } = await this.#parts.signOn.store.find(tenantId);
    await this.#parts.signOn.samlMetadata?.settingsChanged(tenantId, saml);
  }
}

function methodCalled(name: string): SignOnMethod {
  const method = METHODS.find((one) => one === name);
  if (method === undefined) throw NOT_FOUND;
  return method;
}

function refuse(outcome: Outcome): void {
  if (outcome !== 'done') throw REFUSED[outcome];
}

/** Entra shows it beside the secret, and nobody else knows it: a secret of no end would end without a word. */
function assertEndIsKnown(expiresAt: Date | undefined): void {
  if (expiresAt === undefined) throw END_MISSING;
  if (expiresAt.getTime() <= Date.now()) throw END_PAST;
}

function assertServed(cloud: Cloud, { signOn: { clouds } }: Parts): void {
  if (clouds.isServed(cloud)) return;
  const detail = `cloud: this installation serves ${clouds.served.join(', ')}; its operator says so by ENTRA_CLOUDS.`;
  throw new Problem(400, 'cloud-not-served', detail, { member: 'cloud' });
}

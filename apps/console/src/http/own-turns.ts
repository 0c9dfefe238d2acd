import type { CallHandler, ExecutionContext, NestInterceptor, Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { goneOf, SharedPlaces, type PlacesOptions } from '#service';
import { ApiController } from './api.controller.js';
import { isEnd } from './door.js';
import { MicrosoftController } from './microsoft.controller.js';
import { OidcController } from './oidc.controller.js';
import { PagesController } from './pages.controller.js';
import { SamlLogoutController } from './saml-logout.controller.js';
import { SamlController } from './saml.controller.js';
import { signedIn } from './session-of.js';
import { SignInController } from './sign-in.controller.js';

const WAITING = { kind: 'look-up', places: 64, waiting: 2_000, waitingOfTenant: 200, waitMs: 15_000 } as const;
/** There are six connections to the database: two are left where a company and a network of strangers ask all the time. */
const TWO: PlacesOptions = { ...WAITING, placesOfTenant: 2 };
/** Who says their company's name waits for a quarter of a second: twelve of a network get on in one. */
const THREE: PlacesOptions = { ...WAITING, placesOfTenant: 3 };

/** Where strangers wait for Entra, or for scim-api: whoever comes by a passkey does not. */
const WAITS: ReadonlySet<Type> = new Set([SignInController, OidcController, MicrosoftController]);
/** What is passed on, and messages of SAML, have turns of their own; a page is a file. */
const APART: ReadonlySet<Type> = new Set([ApiController, SamlController, SamlLogoutController, PagesController]);

/**
 * What the console answers by itself is worked at for two requests of a company at once, and two or three of a network of strangers: who
 * asks again and again on 64 connections is served by two, and their neighbour's request waits behind no more. What ends sessions waits
 * for nobody who has stolen one.
 */
export class OwnTurns implements NestInterceptor {
  readonly #companies = new SharedPlaces(TWO);
  readonly #strangers = new SharedPlaces(TWO);
  readonly #leaving = new SharedPlaces(THREE);
  readonly #networkOf: (request: FastifyRequest) => string;

  constructor(networkOf: (request: FastifyRequest) => string) {
    this.#networkOf = networkOf;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const controller = context.getClass();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (APART.has(controller) || isEnd(request.method, request.routeOptions.url ?? '')) return next.handle();
    const company = signedIn(request)?.session.account.tenantId;
    const ofStrangers = WAITS.has(controller) ? this.#leaving : this.#strangers;
    const places = company === undefined ? ofStrangers : this.#companies;
    const asker = { tenantId: company ?? this.#networkOf(request), gone: goneOf(request) };
    return from(places.run(asker, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }
}

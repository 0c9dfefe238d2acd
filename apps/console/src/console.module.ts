import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ApiController } from './http/api.controller.js';
import { ApprovalsController } from './http/approvals.controller.js';
import type { ReportCounts } from './http/csp-reports.js';
import { CompaniesController } from './http/companies.controller.js';
import { EnforcementController } from './http/enforcement.controller.js';
import { OIDC, OidcController } from './http/oidc.controller.js';
import { MicrosoftController } from './http/microsoft.controller.js';
import { OwnPasskeysController } from './http/own-passkeys.controller.js';
import { OwnSessionsController } from './http/own-sessions.controller.js';
import { OwnTurns } from './http/own-turns.js';
import { PagesController } from './http/pages.controller.js';
import { PasskeyController } from './http/passkey.controller.js';
import { PARTS, type Parts } from './http/parts.js';
import { REPORT_COUNTS, ReportsController } from './http/reports.controller.js';
import { SamlController } from './http/saml.controller.js';
import { SamlLogoutController } from './http/saml-logout.controller.js';
import { SetupController } from './http/setup.controller.js';
import { SetupLinksController } from './http/setup-links.controller.js';
import { SignInController } from './http/sign-in.controller.js';
import { SignOnController } from './http/sign-on.controller.js';
import { StepUpController } from './http/step-up.controller.js';
import { TeamController } from './http/team.controller.js';
import { SessionController } from './http/session.controller.js';
import type { Oidc } from './oidc/oidc.js';

@Module({})
export class ConsoleModule {
  static of(parts: Parts, { reports, oidc }: { readonly reports: ReportCounts; readonly oidc: Oidc }): DynamicModule {
    return {
      module: ConsoleModule,
      // The pages are everything else: they come last.
      controllers: [
        OwnSessionsController,
        SessionController,
        OwnPasskeysController,
        PasskeyController,
        SetupController,
        SetupLinksController,
        TeamController,
        ApprovalsController,
        SignInController,
        CompaniesController,
        StepUpController,
        SignOnController,
        EnforcementController,
        OidcController,
        MicrosoftController,
        SamlController,
        SamlLogoutController,
        ReportsController,
        ApiController,
        PagesController,
      ],
      providers: [
        { provide: PARTS, useValue: parts },
        { provide: REPORT_COUNTS, useValue: reports },
        { provide: OIDC, useValue: oidc },
        { provide: APP_INTERCEPTOR, useValue: new OwnTurns(parts.rangeOf) },
      ],
    };
  }
}

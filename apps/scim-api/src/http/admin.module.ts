import type { EntraClouds } from '#service';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessStore } from '../storage/access-store.js';
import { GrantStore } from '../storage/grant-store.js';
import type { AdminStore } from '../tenants/admin-store.js';
import type { AttributeStore } from '../storage/admin-attribute-store.js';
import type { BrakeStore } from '../storage/admin-brake-store.js';
import type { EndStore } from '../storage/admin-end-store.js';
import type { EndReports } from '../storage/end-reports.js';
import type { ExportStore } from '../storage/admin-export-store.js';
import type { HealthStore } from '../storage/admin-health-store.js';
import type { LifeStore } from '../storage/admin-life-store.js';
import type { DomainStore } from '../storage/admin-domain-store.js';
import type { ShadowReports } from '../storage/shadow/shadow-reports.js';
import type { ShadowStore } from '../storage/shadow/shadow-store.js';
import type { SuspensionStore } from '../storage/admin-suspension-store.js';
import type { CountMails } from '../tenants/shadow-mails.js';
import type { DomainChecks } from '../tenants/domain-checks.js';
import { AdminAccessController } from './admin/access.controller.js';
import { AdminAttributesController } from './admin/attributes.controller.js';
import { AdminBrakeController } from './admin/brake.controller.js';
import { AdminConnectionsController } from './admin/connections.controller.js';
import { AdminCredentialsController } from './admin/credentials.controller.js';
import { AdminDecisionsController } from './admin/decisions.controller.js';
import { AdminDomainsController } from './admin/domains.controller.js';
import { AdminEndController } from './admin/end.controller.js';
import { AdminExportController } from './admin/export.controller.js';
import { AdminGrantsController, AdminOpenGrantsController } from './admin/grants.controller.js';
import { AdminHealthController } from './admin/health.controller.js';
import { AdminLifeController } from './admin/life.controller.js';
import { AdminReadersController } from './admin/readers.controller.js';
import { AdminShadowController } from './admin/shadow.controller.js';
import { AdminSuspensionController } from './admin/suspension.controller.js';
import { AdminTenantsController } from './admin/tenants.controller.js';
import {
  ADMIN_STORE,
  ATTRIBUTE_STORE,
  DOMAIN_CHECKS,
  DOMAIN_STORE,
  BRAKE_STORE,
  DECISION_STORE,
  END_REPORTS,
  END_STORE,
  ENTRA_CLOUDS,
  EXPORT_STORE,
  REISSUER,
  HEALTH_STORE,
  LIFE_STORE,
  SHADOW_MAILS,
  SHADOW_REPORTS,
  SHADOW_STORE,
  SUSPENSION_STORE,
  TOKEN_URL,
} from './admin/tokens.js';
import { TOKEN_ENDPOINT, TOKEN_ISSUER, TokenController, type TokenEndpoint } from './token/token.controller.js';
import type { TokenIssuer } from './token/token-issuer.js';

export interface AdminParts {
  readonly store: AdminStore;
  readonly attributes: AttributeStore;
  readonly domains: DomainStore;
  readonly domainChecks: DomainChecks;
  readonly brakes: BrakeStore;
  readonly lives: LifeStore;
  readonly healths: HealthStore;
  readonly suspensions: SuspensionStore;
  readonly ends: EndStore;
  readonly endReports: EndReports;
  readonly exports: ExportStore;
  readonly shadows: ShadowStore;
  readonly shadowReports: ShadowReports;
  readonly shadowMails: CountMails;
  readonly access: AccessStore;
  readonly grants: GrantStore;
  /** The token endpoint as clients reach it. */
  readonly tokenUrl: string;
  readonly clouds: EntraClouds;
  readonly tokens: TokenEndpoint;
  readonly issuer: TokenIssuer;
}

export const ADMIN_CONTROLLERS: readonly Type<unknown>[] = [
  AdminTenantsController,
  AdminSuspensionController,
  AdminEndController,
  AdminExportController,
  AdminConnectionsController,
  AdminCredentialsController,
  AdminDecisionsController,
  AdminBrakeController,
  AdminShadowController,
  AdminLifeController,
  AdminHealthController,
  AdminAttributesController,
  AdminDomainsController,
  AdminReadersController,
  AdminGrantsController,
  AdminOpenGrantsController,
  AdminAccessController,
  TokenController,
];

/** The operator's API, the token endpoint and the published keys. */
@Module({})
export class AdminModule {
  static of(parts: AdminParts): DynamicModule {
    const {
      store,
      attributes,
      domains,
      domainChecks,
      brakes,
      lives,
      healths,
      suspensions,
      ends,
      endReports,
      exports,
      shadows,
      shadowReports,
      shadowMails,
      access,
      grants,
      clouds,
      tokens,
      issuer,
      ...texts
    } = parts;
    return {
      module: AdminModule,
      controllers: [...ADMIN_CONTROLLERS],
      providers: [
        { provide: ADMIN_STORE, useValue: store },
        { provide: ATTRIBUTE_STORE, useValue: attributes },
        { provide: DOMAIN_STORE, useValue: domains },
        { provide: DOMAIN_CHECKS, useValue: domainChecks },
        { provide: BRAKE_STORE, useValue: brakes },
        { provide: LIFE_STORE, useValue: lives },
        { provide: HEALTH_STORE, useValue: healths },
        { provide: SUSPENSION_STORE, useValue: suspensions },
        { provide: END_STORE, useValue: ends },
        { provide: END_REPORTS, useValue: endReports },
        { provide: EXPORT_STORE, useValue: exports },
        { provide: SHADOW_STORE, useValue: shadows },
        { provide: SHADOW_MAILS, useValue: shadowMails },
        { provide: SHADOW_REPORTS, useValue: shadowReports },
        { provide: AccessStore, useValue: access },
        { provide: GrantStore, useValue: grants },
        { provide: TOKEN_URL, useValue: texts.tokenUrl },
        { provide: ENTRA_CLOUDS, useValue: clouds },
        { provide: DECISION_STORE, useValue: tokens.decisions },
        { provide: TOKEN_ENDPOINT, useValue: tokens },
        { provide: TOKEN_ISSUER, useValue: issuer },
        { provide: REISSUER, useValue: issuer },
      ],
    };
  }
}

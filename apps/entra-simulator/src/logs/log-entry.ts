/** `provisioningObjectSummary` of Microsoft Graph. */
export interface ProvisioningObjectSummary {
  readonly id: string;
  readonly activityDateTime: string;
  readonly tenantId: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly provisioningAction: ProvisioningAction;
  readonly durationInMilliseconds: number;
  readonly initiatedBy: {
    readonly id: string;
    readonly displayName: string;
    readonly initiatorType: 'system' | 'user';
  };
  readonly servicePrincipal: { readonly id: string; readonly displayName: string };
  readonly sourceSystem: ProvisioningSystem;
  readonly targetSystem: ProvisioningSystem;
  readonly sourceIdentity: ProvisionedIdentity;
  readonly targetIdentity: ProvisionedIdentity;
  readonly provisioningStatusInfo: {
    readonly status: 'success' | 'warning' | 'failure' | 'skipped';
    readonly errorInformation: ProvisioningErrorInfo | null;
  };
  readonly provisioningSteps: readonly ProvisioningStep[];
  readonly modifiedProperties: readonly ModifiedProperty[];
}

export type ProvisioningAction = 'create' | 'update' | 'delete' | 'stageddelete' | 'disable' | 'other';

export interface ProvisioningSystem {
  readonly id: string;
  readonly displayName: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface ProvisionedIdentity {
  readonly id: string;
  readonly displayName: string;
  readonly identityType: 'User' | 'Group';
  readonly details: Readonly<Record<string, string>>;
}

export interface ProvisioningErrorInfo {
  readonly errorCode: string;
  readonly reason: string;
  readonly additionalDetails: string | null;
  readonly errorCategory: 'failure' | 'nonServiceFailure';
  readonly recommendedAction: string;
}

export interface ProvisioningStep {
  readonly name: string;
  readonly provisioningStepType: 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';
  readonly status: 'success' | 'warning' | 'failure' | 'skipped';
  readonly description: string;
  readonly details: Readonly<Record<string, string>>;
}

export interface ModifiedProperty {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

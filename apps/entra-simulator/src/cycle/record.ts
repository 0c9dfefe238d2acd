import type {
  ModifiedProperty,
  ProvisioningAction,
  ProvisioningObjectSummary,
  ProvisioningStep,
} from '../logs/log-entry.js';
import type { Failure } from '../wire/failure.js';
import type { ObjectKind } from './job.js';

/** What all entries of a cycle share. */
export interface CycleContext {
  readonly tenantId: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly servicePrincipal: { readonly id: string; readonly displayName: string };
  readonly targetUrl: string;
  readonly now: string;
  readonly newId: () => string;
}

export interface Subject {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly displayName: string;
  readonly details: Readonly<Record<string, string>>;
}

/** Collects what happens to one object in one cycle, and becomes its entry in the provisioning log. */
export class ChangeRecord {
  readonly #steps: ProvisioningStep[] = [];
  readonly #modified: ModifiedProperty[] = [];
  readonly #begun = performance.now();
  readonly #context: CycleContext;
  readonly #subject: Subject;
  targetId = '';

  constructor(context: CycleContext, subject: Subject) {
    this.#context = context;
    this.#subject = subject;
  }

  step(
    name: string,
    provisioningStepType: ProvisioningStep['provisioningStepType'],
    description: string,
    status: ProvisioningStep['status'] = 'success',
  ): void {
    this.#steps.push({ name, provisioningStepType, status, description, details: {} });
  }

  modify(displayName: string, oldValue: unknown, newValue: unknown): void {
    this.#modified.push({ displayName, oldValue: shown(oldValue), newValue: shown(newValue) });
  }

  entry(
    action: ProvisioningAction,
    failure: Failure | null,
    status = failure === null ? 'success' : 'failure',
  ): ProvisioningObjectSummary {
    const { tenantId, jobId, cycleId, servicePrincipal, targetUrl, now, newId } = this.#context;
    const { kind, id, displayName, details } = this.#subject;
    const isThere = this.targetId !== '';
    return {
      id: newId(),
      activityDateTime: now,
      tenantId,
      jobId,
      cycleId,
      changeId: newId(),
      provisioningAction: action,
      durationInMilliseconds: Math.round(performance.now() - this.#begun),
      initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
      servicePrincipal,
      sourceSystem: { id: tenantId, displayName: 'Microsoft Entra ID', details: {} },
      targetSystem: {
        id: servicePrincipal.id,
        displayName: servicePrincipal.displayName,
        details: { BaseAddress: targetUrl },
      },
      sourceIdentity: { id, displayName, identityType: kind, details },
      targetIdentity: { id: this.targetId, displayName: isThere ? displayName : '', identityType: kind, details: {} },
      provisioningStatusInfo: {
        status: status as ProvisioningObjectSummary['provisioningStatusInfo']['status'],
        errorInformation: failure === null ? null : informationOf(failure),
      },
      provisioningSteps: this.#steps,
      modifiedProperties: this.#modified,
    };
  }
}

function informationOf({ errorCode, reason, recommendedAction }: Failure) {
  return { errorCode, reason, additionalDetails: null, errorCategory: 'nonServiceFailure' as const, recommendedAction };
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import { Type } from 'typebox';
import { orNull, text, time } from './activity-schema.js';

const Identity = Type.Object({
  id: text('At the identity provider its `externalId`, here the id of the resource.'),
  displayName: text('The user name.'),
  identityType: text('`User` or `Group`.'),
  details: Type.Object({}),
});

const System = Type.Object({ id: Type.String(), displayName: orNull(Type.String()), details: Type.Unknown() });
const Status = Type.Union(['success', 'failure', 'skipped'].map((status) => Type.Literal(status)));

/** Microsoft Graph, `provisioningObjectSummary`. */
const ProvisioningView = Type.Object({
  id: Type.String({ description: 'The request’s.' }),
  activityDateTime: time('When it began.'),
  tenantId: Type.String(),
  jobId: Type.String({ description: 'The connection’s.' }),
  cycleId: Type.Null(),
  changeId: text('The event’s.'),
  provisioningAction: Type.Union(
    ['create', 'update', 'disable', 'delete', 'other'].map((action) => Type.Literal(action)),
  ),
  durationInMilliseconds: orNull(Type.Number()),
  initiatedBy: Type.Unknown(),
  servicePrincipal: Type.Unknown(),
  sourceSystem: System,
  targetSystem: System,
  sourceIdentity: Identity,
  targetIdentity: Identity,
  modifiedProperties: Type.Array(
    Type.Object({
      displayName: Type.String({ description: 'The path.' }),
      oldValue: text('null too where the event is no longer at hand: the audit entry has it.'),
      newValue: text('Likewise.'),
    }),
  ),
  provisioningSteps: Type.Array(Type.Unknown()),
  provisioningStatusInfo: Type.Object({
    status: Status,
    errorInformation: orNull(
      Type.Object({
        errorCode: Type.String(),
        reason: text('The place in the message.'),
        additionalDetails: Type.String(),
        errorCategory: Type.String(),
        recommendedAction: text('What an administrator does about it.'),
      }),
    ),
  }),
});

export const ProvisioningList = Type.Object({
  value: Type.Array(ProvisioningView),
  next: text('The cursor of the next page; null at the end.'),
});

import { Type, type Static } from 'typebox';

/**
 * What every event on every topic carries, whatever its type: the CloudEvents 1.0 context attributes that Rollcall
 * uses, in camelCase. On Kafka each is a `ce_` header (Kafka protocol binding, binary mode) and `data` is the value.
 */
export interface Envelope<EventType extends string, Data> {
  /** `ce_id`, UUIDv7. The deduplication key: consumers remember it, producers never reuse it. */
  readonly id: string;
  /** `ce_type`. */
  readonly type: EventType;
  /** `ce_source`: `/tenants/<tenant>/connections/<connection>`, `/tenants/<tenant>` for what no connection did, or `/installation`. */
  readonly source: string;
  /** `ce_subject`: the resource the event is about. Order holds per subject, not per topic. */
  readonly subject: string;
  /** `ce_time`: RFC 3339 in UTC with milliseconds; time of the decision, never going back for one resource. */
  readonly time: string;
  /** `ce_tenantid`. */
  readonly tenantId: string;
  /** `ce_resourceversion`: 1, 2, 3 … per resource without gaps; null for events that are not about a resource. */
  readonly resourceVersion: number | null;
  /** `ce_scimevent`: the RFC 9967 URI of the same fact, where there is one. */
  readonly scimEvent: string | null;
  /** `ce_correlationid`: the request that caused the event. */
  readonly correlationId: string;
  /** `traceparent` (W3C Trace Context) of the span that wrote the event, if it was recorded. */
  readonly traceparent: string | null;
  readonly data: Data;
}

/** Who did it: the connection's credential behind the request. */
export const Actor = Type.Object(
  {
    connectionId: Type.String({ description: 'The connection: one integration of an identity provider.' }),
    credentialId: Type.String({ description: 'Which of its credentials was used.' }),
  },
  { title: 'Actor', description: "Who did it: the connection's credential behind the request." },
);
export type Actor = Static<typeof Actor>;

/**
 * One attribute that differs. `path` is in SCIM path notation (`userName`, `name.givenName`, `emails`,
 * `urn:…:User:department`); a multi-valued attribute is one change of the whole attribute. null is "not assigned".
 */
export const Change = Type.Object(
  {
    path: Type.String({
      description: 'SCIM path: `userName`, `name.givenName`, `emails`, `urn:…:User:manager.value`.',
    }),
    before: Type.Unknown({ title: 'Before', description: 'The value until now; null where none was assigned.' }),
    after: Type.Unknown({ title: 'After', description: 'The value from now on; null where none is assigned.' }),
  },
  {
    title: 'Change',
    description: 'One attribute that differs. A multi-valued attribute is one change of the whole attribute.',
  },
);
export type Change = Static<typeof Change>;

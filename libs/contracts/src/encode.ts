import { dataSchemaUri, EVENTS, type RollcallEvent } from './events.js';

/** A Kafka record of one event, before a topic prefix is put on. `headers` and `value` are UTF-8 text. */
export interface EncodedEvent {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** CloudEvents 1.0, Kafka protocol binding §3.2 (binary content mode). */
export function encodeEvent(event: RollcallEvent): EncodedEvent {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_subject: event.subject,
    ce_time: event.time,
    ce_dataschema: dataSchemaUri(event.type),
    ce_tenantid: event.tenantId,
    ce_correlationid: event.correlationId,
  };
  if (event.resourceVersion !== null) headers.ce_resourceversion = String(event.resourceVersion);
  if (event.scimEvent !== null) headers.ce_scimevent = event.scimEvent;
  if (event.traceparent !== null) headers.traceparent = event.traceparent;
  return {
    topic: EVENTS[event.type].topic.name,
    key: `${event.tenantId}/${event.subject}`,
    headers,
    value: JSON.stringify(event.data),
  };
}

import { Compile, type Validator } from 'typebox/compile';
import { dataSchemaUri, EVENTS, isEventType, type EventType, type RollcallEvent } from './events.js';

export type Decoded =
  { readonly ok: true; readonly event: RollcallEvent } | { readonly ok: false; readonly because: string };

/** Headers as text (a Kafka client gives buffers: decode them as UTF-8 first) and the message's value. */
export interface RawEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly value: string;
}

/** The one way in: nothing past it sees `unknown`. Attributes that a later version adds to `data` are kept. */
export function decodeEvent(raw: RawEvent): Decoded {
  const { headers } = raw;
  const type = headers.ce_type;
  if (headers.ce_specversion !== '1.0') return refuse('ce_specversion is not 1.0');
  if (type === undefined || !isEventType(type)) return refuse(`unknown event type ${String(type).slice(0, 100)}`);
  const missing = REQUIRED.find((name) => !headers[name]);
  if (missing !== undefined) return refuse(`header ${missing} is missing`);

  // Another version of the data has another shape: an older one would be brought up to date here, a newer one is unknown.
  if (headers.ce_dataschema !== dataSchemaUri(type)) {
    return refuse(`unknown data schema ${String(headers.ce_dataschema).slice(0, 100)}`);
  }
  if (!isInstant(String(headers.ce_time))) return refuse('ce_time is not RFC 3339 in UTC');

  const version = headers.ce_resourceversion === undefined ? null : Number(headers.ce_resourceversion);
  if (version !== null && !(Number.isSafeInteger(version) && version >= 1)) {
    return refuse('ce_resourceversion is not a positive integer');
  }

  const data = parse(raw.value);
  if (data === undefined) return refuse('the value is not JSON');
  const validator = validatorOf(type);
  if (!validator.Check(data)) {
    const [first] = validator.Errors(data);
    return refuse(`data${first?.instancePath} ${first?.message}`);
  }
  return {
    ok: true,
    // The validator above has established the shape of `data` for this very type.
    event: {
      id: headers.ce_id,
      type,
      source: headers.ce_source,
      subject: headers.ce_subject,
      time: headers.ce_time,
      tenantId: headers.ce_tenantid,
      resourceVersion: version,
      scimEvent: headers.ce_scimevent ?? null,
      correlationId: headers.ce_correlationid,
      traceparent: headers.traceparent ?? null,
      data,
    } as RollcallEvent,
  };
}

const REQUIRED = ['ce_id', 'ce_source', 'ce_subject', 'ce_time', 'ce_dataschema', 'ce_tenantid', 'ce_correlationid'];

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

const compiled = new Map<EventType, Validator>();

function validatorOf(type: EventType): Validator {
  let validator = compiled.get(type);
  if (validator === undefined) {
    validator = Compile(EVENTS[type].data);
    compiled.set(type, validator);
  }
  return validator;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(because: string): Decoded {
  return { ok: false, because };
}

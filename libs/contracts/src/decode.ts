import { Compile, type Validator } from 'typebox/compile';
import { dataSchemaUri, EVENTS, isEventType, type EventType, type RollcallEvent } from './events.js';

export type Decoded = { readonly ok: true; readonly event: RollcallEvent } | Refused;

export interface Refused {
  readonly ok: false;
  readonly because: string;
  /**
   * A later version of Rollcall wrote it and can read it: whoever passes it over loses it. False for everything else
   * that cannot be read: no version ever will.
   */
  readonly isNewer: boolean;
}

/** Headers as text (a Kafka client gives buffers: decode them as UTF-8 first) and the message's value. */
export interface RawEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly value: string | null;
}

/** The one way in: nothing past it sees `unknown`. Attributes that a later version adds to `data` are kept. */
export function decodeEvent(raw: RawEvent): Decoded {
  const { headers } = raw;
  const newer = newerThanThis(headers);
  // Before everything else: what a later version does with the other headers and the value is its own business.
  if (newer !== null) return { ok: false, because: newer, isNewer: true };

  const type = headers.ce_type;
  if (headers.ce_specversion !== '1.0') return refuse('ce_specversion is not 1.0');
  if (type === undefined || !isEventType(type)) return refuse(`unknown event type ${String(type).slice(0, 100)}`);
  const missing = REQUIRED.find((name) => !headers[name]);
  if (missing !== undefined) return refuse(`header ${missing} is missing`);

  // Another version of the data has another shape; an older one would be brought up to date here.
  if (headers.ce_dataschema !== dataSchemaUri(type)) {
    return refuse(`unknown data schema ${String(headers.ce_dataschema).slice(0, 100)}`);
  }
  if (!isInstant(String(headers.ce_time))) return refuse('ce_time is not RFC 3339 in UTC');

  const version = versionIn(type, headers.ce_resourceversion);
  if (typeof version === 'string') return refuse(version);

  if (raw.value === null) return refuse('the message has no value');
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

/** Whose names begin so is Rollcall's own; a foreign program's message is none of a later version. */
const OWN_TYPES = 'rollcall.';
// No leading zero and no more digits than a version will ever have: anything else was not written by Rollcall.
const VERSION = /^[1-9]\d{0,8}$/;

/**
 * Why only a later version can read it, or null: a type of Rollcall's that is not known here, or a known one whose data
 * have a higher version. A lower, malformed or missing version, or that of another type, is no sign of a later one.
 */
function newerThanThis(headers: RawEvent['headers']): string | null {
  const { ce_type: type, ce_dataschema: schema = '' } = headers;
  if (type === undefined || !type.startsWith(OWN_TYPES)) return null;
  if (!isEventType(type)) return `unknown event type ${type.slice(0, 100)}: a later version wrote it`;
  const stem = dataSchemaUri(type).slice(0, -String(EVENTS[type].version).length);
  const version = schema.startsWith(stem) ? schema.slice(stem.length) : '';
  if (!VERSION.test(version) || Number(version) <= EVENTS[type].version) return null;
  return `unknown data schema ${schema}: a later version wrote it`;
}

/**
 * The version of an event, or why what it says is none. What is about nothing that counts its changes has none, whatever the
 * header says: by it, an act on a tenant would take the place of a change of its settings.
 */
function versionIn(type: EventType, text: string | undefined): number | string | null {
  if (EVENTS[type].isCounted === undefined || text === undefined) return null;
  const version = Number(text);
  return INTEGER.test(text) && Number.isSafeInteger(version) ? version : 'ce_resourceversion is not a positive integer';
}

// As scim-api writes it: `Number` also reads ` 5`, `5e3` and `0x5`, which other languages do not.
const INTEGER = /^[1-9]\d{0,15}$/;

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

function refuse(because: string): Refused {
  return { ok: false, because, isNewer: false };
}

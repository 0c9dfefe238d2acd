import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeEvent, type RawEvent } from './decode.js';
import { encodeEvent, type EncodedEvent } from './encode.js';
import { dataSchemaUri, EVENTS, isEventType } from './events.js';

const FOLDER = join(import.meta.dirname, '../golden');
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.value.json'))
  .map((file) => file.slice(0, -'.value.json'.length));

/** One message as it lies on a topic: beside the bytes of its value, its topic, key and headers. */
function golden(name: string): EncodedEvent {
  const rest = JSON.parse(readFileSync(join(FOLDER, `${name}.headers.json`), 'utf8')) as Omit<EncodedEvent, 'value'>;
  return { ...rest, value: readFileSync(join(FOLDER, `${name}.value.json`), 'utf8') };
}

describe('the golden events', () => {
  it.each(names)('%s decodes, and encodes to the same bytes', (name) => {
    const message = golden(name);
    const decoded = decodeEvent(message);
    if (!decoded.ok) throw new Error(decoded.because);
    const again = encodeEvent(decoded.event);
    expect(again).toEqual(message);
    expect(Buffer.from(again.value)).toEqual(readFileSync(join(FOLDER, `${name}.value.json`)));
    expect(Object.keys(again.headers)).toEqual(Object.keys(message.headers));
  });

  it('have one of every type and version at least', () => {
    const uris = new Set(names.map((name) => golden(name).headers.ce_dataschema));
    expect([...uris].sort()).toEqual(Object.keys(EVENTS).filter(isEventType).map(dataSchemaUri).sort());
  });
});

describe('a hostile or foreign message', () => {
  const good = golden('UserUpdated.v1');
  const withHeaders = (headers: Record<string, string | undefined>): RawEvent => ({
    headers: { ...good.headers, ...headers },
    value: good.value,
  });
  const withData = (change: (data: Record<string, unknown>) => void): RawEvent => {
    const data = JSON.parse(good.value) as Record<string, unknown>;
    change(data);
    return { headers: good.headers, value: JSON.stringify(data) };
  };

  it.each<[string, RawEvent, RegExp]>([
    ['no CloudEvent', withHeaders({ ce_specversion: undefined }), /ce_specversion/],
    ['of CloudEvents 2.0', withHeaders({ ce_specversion: '2.0' }), /ce_specversion/],
    ['without a type', withHeaders({ ce_type: undefined }), /unknown event type/],
    ['of an unknown type', withHeaders({ ce_type: 'rollcall.UserPromoted' }), /unknown event type/],
    ['of a type that every object has', withHeaders({ ce_type: '__proto__' }), /unknown event type/],
    ['of a type that every object inherits', withHeaders({ ce_type: 'constructor' }), /unknown event type/],
    [
      'of an unknown version',
      withHeaders({ ce_dataschema: 'urn:rollcall:event:UserUpdated:2' }),
      /unknown data schema/,
    ],
    ['without an id', withHeaders({ ce_id: undefined }), /ce_id is missing/],
    ['with an empty subject', withHeaders({ ce_subject: '' }), /ce_subject is missing/],
    ['without a tenant', withHeaders({ ce_tenantid: undefined }), /ce_tenantid is missing/],
    ['with a local time', withHeaders({ ce_time: '2026-11-24T09:00:00+01:00' }), /ce_time/],
    ['with a day that is none', withHeaders({ ce_time: '2026-13-41T09:00:00Z' }), /ce_time/],
    ['at version zero', withHeaders({ ce_resourceversion: '0' }), /ce_resourceversion/],
    ['at a version of text', withHeaders({ ce_resourceversion: 'one' }), /ce_resourceversion/],
    ['at a version past all counting', withHeaders({ ce_resourceversion: '9007199254740993' }), /ce_resourceversion/],
    ['whose value is no JSON', { headers: good.headers, value: '{' }, /not JSON/],
    ['whose value is empty', { headers: good.headers, value: '' }, /not JSON/],
    ['whose value is null', { headers: good.headers, value: 'null' }, /data/],
    ['without an actor', withData((data) => delete data.actor), /data/],
    ['whose user is a text', withData((data) => (data.user = 'zoë')), /data\/user/],
  ])('%s is refused with the reason', (_what, raw, reason) => {
    const decoded = decodeEvent(raw);
    expect(decoded.ok ? 'accepted' : decoded.because).toMatch(reason);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['a type that is not known', { ce_type: 'rollcall.UserPromoted' }],
    ['a type that every object inherits', { ce_type: 'rollcall.constructor' }],
    ['a known type at a higher version', { ce_dataschema: 'urn:rollcall:event:UserUpdated:2' }],
    ['a known type at a much higher version', { ce_dataschema: 'urn:rollcall:event:UserUpdated:1000' }],
    [
      'a type that is not known, in another envelope',
      { ce_type: 'rollcall.X', ce_specversion: '2.0', ce_id: undefined },
    ],
  ])('of %s is told to be of a later version, whatever its value', (_what, headers) => {
    for (const value of [good.value, '{', '', null]) {
      expect(decodeEvent({ headers: { ...good.headers, ...headers }, value })).toMatchObject({
        ok: false,
        isNewer: true,
      });
    }
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['another CloudEvents version', { ce_specversion: '2.0' }],
    ['no data schema', { ce_dataschema: undefined }],
    ['a version below the first', { ce_dataschema: 'urn:rollcall:event:UserUpdated:0' }],
    ['a version below zero', { ce_dataschema: 'urn:rollcall:event:UserUpdated:-2' }],
    ['a version with a leading zero', { ce_dataschema: 'urn:rollcall:event:UserUpdated:02' }],
    ['a version that is no integer', { ce_dataschema: 'urn:rollcall:event:UserUpdated:1.5' }],
    ['a version past all counting', { ce_dataschema: `urn:rollcall:event:UserUpdated:${'9'.repeat(40)}` }],
    ['the data schema of another type', { ce_dataschema: 'urn:rollcall:event:UserProvisioned:2' }],
    ['a data schema of somebody else', { ce_dataschema: 'https://example.com/schemas/2' }],
    ['a type of somebody else', { ce_type: 'com.example.UserUpdated', ce_dataschema: 'urn:x:2' }],
    ['a type in other letters', { ce_type: 'Rollcall.UserPromoted' }],
    ['no type', { ce_type: undefined }],
  ])('with %s is not of a later version', (_what, headers) => {
    expect(decodeEvent(withHeaders(headers))).toMatchObject({ ok: false, isNewer: false });
  });

  it('without a value is refused', () => {
    expect(decodeEvent({ headers: good.headers, value: null })).toMatchObject({ ok: false, isNewer: false });
  });

  it('is refused without repeating a long header', () => {
    const decoded = decodeEvent(withHeaders({ ce_type: 'x'.repeat(1_000_000) }));
    expect(decoded.ok ? '' : decoded.because.length).toBeLessThan(200);
  });
});

describe('an event of a later minor change', () => {
  it('keeps the attributes that this version does not know', () => {
    const { headers, value } = golden('UserUpdated.v1');
    const data = JSON.parse(value) as { actor: Record<string, unknown>; [name: string]: unknown };
    data.actor.onBehalfOf = 'someone';
    data.ticket = 'HR-1';
    const decoded = decodeEvent({ headers: { ...headers, ce_newattribute: 'x' }, value: JSON.stringify(data) });
    expect(decoded).toMatchObject({ ok: true, event: { data: { ticket: 'HR-1', actor: { onBehalfOf: 'someone' } } } });
  });

  it('needs neither resource version, nor SCIM event, nor trace', () => {
    const { headers, value } = golden('UserUpdated.v1');
    const { ce_resourceversion: _version, ce_scimevent: _scim, traceparent: _trace, ...rest } = headers;
    const decoded = decodeEvent({ headers: rest, value });
    expect(decoded).toMatchObject({ ok: true, event: { resourceVersion: null, scimEvent: null, traceparent: null } });
  });
});

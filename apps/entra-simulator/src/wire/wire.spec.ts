import { describe, expect, it } from '@jest/globals';
import { groupBody, userBody } from './bodies.js';
import type { JsonObject } from './json.js';
import { attributesPatch, managerPatch, membersPatch } from './patches.js';
import { isSame, readValue } from './read-value.js';
import { Latencies } from './latencies.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PEAKON = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
const values = new Map<string, string | boolean>([
  ['userName', 'ada'],
  ['active', true],
  ['name.givenName', 'Ada'],
  ['emails[type eq "work"].value', 'ada@x.example'],
  ['phoneNumbers[type eq "mobile"].value', '1'],
  ['addresses[type eq "work"].locality', 'London'],
  ['addresses[type eq "work"].country', 'GB'],
  ['roles[primary eq "True"].value', 'Admin'],
  [`${ENTERPRISE}:department`, 'Engines'],
  [`${PEAKON}:Business Unit`, 'B'],
]);

describe('the body of a creation', () => {
  it('is as Entra sends it: no extension of a company in schemas, emails with a primary one, meta and roles', () => {
    expect(userBody(values)).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
      userName: 'ada',
      active: true,
      name: { givenName: 'Ada' },
      meta: { resourceType: 'User' },
      emails: [{ primary: true, type: 'work', value: 'ada@x.example' }],
      phoneNumbers: [{ type: 'mobile', value: '1' }],
      addresses: [{ type: 'work', locality: 'London', country: 'GB' }],
      roles: [{ primary: true, value: 'Admin' }],
      [ENTERPRISE]: { department: 'Engines' },
      [PEAKON]: { 'Business Unit': 'B' },
    });
  });

  it('of a group names Microsoft’s own schema, and no member', () => {
    const { schemas, ...rest } = groupBody(new Map([['displayName', 'Engines']]));
    expect(schemas).toContain('http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group');
    expect(rest).toEqual({ displayName: 'Engines', meta: { resourceType: 'Group' } });
  });
});

describe('a PATCH', () => {
  const changes = [
    { path: 'active', isNew: false, value: false },
    { path: 'name.givenName', isNew: true, value: 'Ada' },
    { path: 'emails[type eq "work"].value', isNew: false, value: 'a@x.example' },
    { path: 'title', isNew: false, value: null },
  ];

  it('without the flag has an operation per attribute, verbs with a capital, booleans as texts', () => {
    expect(attributesPatch(changes, 'legacy').Operations).toEqual([
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Add', path: 'name.givenName', value: 'Ada' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@x.example' },
      { op: 'Remove', path: 'title' },
    ]);
  });

  it('with the flag folds single values into one replace without a path', () => {
    expect(attributesPatch(changes, 'compliant').Operations).toEqual([
      { op: 'replace', value: { active: false, 'name.givenName': 'Ada' } },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x.example' },
      { op: 'remove', path: 'title' },
    ]);
  });

  it('of a manager carries the target’s id as a text', () => {
    expect(managerPatch('m', true, 'legacy').Operations).toEqual([
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: 'm' },
    ]);
    expect(managerPatch(null, false, 'compliant').Operations).toEqual([
      { op: 'remove', path: `${ENTERPRISE}:manager` },
    ]);
  });

  it('of members removes by value without the flag, and by a path with it', () => {
    const both = { added: ['a'], removed: ['b'] };
    expect(membersPatch(both, 'legacy').Operations).toEqual([
      { op: 'Add', path: 'members', value: [{ $ref: null, value: 'a' }] },
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'b' }] },
    ]);
    expect(membersPatch(both, 'compliant').Operations[1]).toEqual({ op: 'remove', path: 'members[value eq "b"]' });
  });
});

describe('what a target answers', () => {
  const resource = JSON.parse(JSON.stringify(userBody(values))) as JsonObject;

  it.each([...values])('has at %s what was sent', (path, value) => {
    expect(isSame(value, readValue(resource, path))).toBe(true);
  });

  it('may spell names in another case, and booleans as texts', () => {
    expect(isSame(true, readValue({ Active: 'True' }, 'active'))).toBe(true);
    expect(readValue({ name: null }, 'name.givenName')).toBeUndefined();
    expect(readValue({ emails: 'x' }, 'emails[type eq "work"].value')).toBeUndefined();
  });
});

describe('latencies', () => {
  it('are told within five per cent', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 1_000; ms += 1) latencies.add('GET', ms);
    expect(Math.abs(latencies.quantile('GET', 0.5) / 500 - 1)).toBeLessThan(0.06);
    expect(Math.abs(latencies.quantile('GET', 0.99) / 990 - 1)).toBeLessThan(0.06);
    expect(latencies.quantile('POST', 0.5)).toBeNaN();
  });
});

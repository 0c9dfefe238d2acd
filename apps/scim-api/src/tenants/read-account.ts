import { isIP } from 'node:net';
import type { JWTPayload } from 'jose';
import { INSTALLATION } from '#contracts';
import { isUuid } from '#postgres';
import { approvedIn, isRole } from '#service';
import { CONSOLE, type Account } from './console-client.js';

/** An id, which is nobody's name or address. */
const ID = /^[\w-]{1,100}$/;
const AMR = /^[\w-]{1,50}$/;
/** As `shownAs` of libs/service says it. */
const RANGE = /^([\d.]{7,15}|[\da-f:]{2,45})\/(\d{1,3})$/;
/** Bits of an address, by its version. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };
const MOST_AMR = 10;
/** An object id at the identity provider. */
const PERSON = /^[\w-]{1,100}$/;

/** What is wrong with what the console says of somebody, in words; nothing of it is trusted for its signature alone. */
export type AccountFault = string;

/** @param latest seconds since 1970 by our clock, and what the console's may be ahead of it */
export function readAccount(said: JWTPayload, latest: number): Account | AccountFault {
  const { sub: id, tid: tenantId, roles, auth_time: authTime, amr, addr: address = null, granted = null } = said;
  const approved = approvedIn(said.approved);
  if (!isId(id)) return 'sub is not the id of an account';
  if (typeof tenantId !== 'string' || !isUuid(tenantId)) return 'tid is not the id of a tenant';
  if (!Array.isArray(roles) || roles.length === 0 || !roles.every(isRole)) return 'roles are not roles of ours';
  const isOperator = roles.includes('operator');
  if (isOperator !== (tenantId === INSTALLATION)) return 'the role operator, and it alone, is of the tenant of zeros';
  if (isOperator && roles.length > 1) return 'an operator has no role of a tenant';
  if (!isTime(authTime) || authTime > latest) return 'auth_time is not a time that has been';
  if (!isAmr(amr)) return 'amr is not a list of methods';
  if (!isRange(address)) return 'addr is not a range of addresses';
  if (granted !== null && !isGrantable(granted, isOperator))
    return 'granted is not the id of a tenant, or not an operator’s';
  const { person = null, sensitive: seesSensitive = false } = said;
  if (!isPerson(person, isOperator)) return 'person is not the id of somebody at the identity provider';
  if (typeof seesSensitive !== 'boolean' || (seesSensitive && !roles.includes('people')))
    return 'sensitive is not said of somebody with the role people';
  if (said.approved !== undefined && (approved === null || isOperator))
    return 'approved is not an act on an object by an account or alone, or is an operator’s';
  return { id, tenantId, roles, authTime, amr, address, granted, person, seesSensitive, approved };
}

/** A claim is whatever was signed: RFC 7519 §4.1.2 has text there, and nobody has looked. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value) && value !== CONSOLE;
}

function isGrantable(value: unknown, isOperator: boolean): value is string {
  return isOperator && typeof value === 'string' && isUuid(value) && value !== INSTALLATION;
}

function isPerson(value: unknown, isOperator: boolean): value is string | null {
  return value === null || (!isOperator && typeof value === 'string' && PERSON.test(value));
}

function isRange(value: unknown): value is string | null {
  if (typeof value !== 'string') return value === null;
  const [, address = '', bits = ''] = RANGE.exec(value) ?? [];
  return value === 'unknown' || Number(bits) <= (BITS[isIP(address)] ?? -1);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isAmr(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length <= MOST_AMR && value.every((one) => typeof one === 'string' && AMR.test(one))
  );
}

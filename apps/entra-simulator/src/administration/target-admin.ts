import { request } from 'undici';
import { isObject, parseJson, type Json, type JsonObject } from '../wire/json.js';

export type AdminMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface AdminAnswer {
  readonly status: number;
  readonly body: Json;
}

/** Where an administrator of the target asks and acts; the path begins behind the address. */
export interface TargetAdmin {
  call(method: AdminMethod, path: string, body?: object): Promise<AdminAnswer>;
}

export class AdminRefused extends Error {
  override readonly name = 'AdminRefused';
  readonly answer: AdminAnswer;

  constructor(what: string, answer: AdminAnswer) {
    super(`${what}: the target answered ${answer.status}${inWords(answer.body)}`);
    this.answer = answer;
  }
}

const TIMEOUT_MS = 60_000;

/** @param url of what is administered, such as …/admin or …/connections/ID @param token of an administrator of the target */
export function adminAt(url: string, token: string): TargetAdmin {
  const base = url.replace(/\/+$/, '');
  return {
    call: async (method, path, body) => {
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await request(base + path, {
        method,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...json },
        body: body === undefined ? null : JSON.stringify(body),
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      return { status: answer.statusCode, body: parseJson(await answer.body.text()) };
    },
  };
}

/** What was answered, where it is a success. @throws AdminRefused */
export function answered(what: string, answer: AdminAnswer): JsonObject {
  if (answer.status < 200 || answer.status > 299) throw new AdminRefused(what, answer);
  return isObject(answer.body) ? answer.body : {};
}

export function textIn(answer: JsonObject, name: string): string {
  const value = answer[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`the target's answer has no ${name}`);
}

/** Of a problem (RFC 9457), what it says. */
function inWords(body: Json): string {
  if (!isObject(body)) return '';
  const said = [body.detail, body.title].find((text) => typeof text === 'string');
  return said === undefined ? '' : `: ${said}`;
}

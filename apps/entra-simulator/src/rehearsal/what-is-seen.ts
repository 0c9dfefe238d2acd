import { isList, isObject, type Json, type JsonObject } from '../wire/json.js';
import type { Stage } from './stage.js';

const DECISIONS_SHOWN = 3;
const CREDENTIAL_MEMBERS = ['method', 'name', 'expiresAt', 'revokedAt', 'lastUsedAt', 'lastUsedFrom', 'warnings'];
const BRAKE_MEMBERS = ['state', 'people', 'most', 'members', 'engagedAt', 'held', 'told', 'releasedUntil'];
const DECISION_MEMBERS = ['at', 'time', 'method', 'outcome', 'reason', 'code', 'expected', 'received', 'network'];

/** What an administrator of the target finds there about the connection: never a secret. */
export async function whatIsSeen(stage: Stage): Promise<string[]> {
  if (!stage.isConnected) return [];
  return [
    ...itemsOf(await stage.look('/credentials')).map((one) => `credential: ${membersOf(one, CREDENTIAL_MEMBERS)}`),
    ...(await decisionsOf(stage)),
    ...(await brakeOf(stage)).map((line) => `brake: ${line}`),
    ...(await healthOf(stage)),
  ];
}

/** How the brake of the connection stands; nothing where the target has none. */
export async function brakeOf(stage: Stage): Promise<string[]> {
  const shown = await stage.look('/brake');
  return shown === null ? [] : [membersOf(shown, BRAKE_MEMBERS)];
}

async function decisionsOf(stage: Stage): Promise<string[]> {
  const decisions = await stage.look('/decisions');
  if (decisions === null) return ['decisions: the target shows none'];
  return itemsOf(decisions)
    .slice(0, DECISIONS_SHOWN)
    .map((one) => `decision: ${membersOf(one, DECISION_MEMBERS)}`);
}

async function healthOf(stage: Stage): Promise<string[]> {
  const health = await stage.look('/health');
  return health === null ? ['health: the target shows none'] : [`health: ${membersOf(health, Object.keys(health))}`];
}

export function itemsOf(page: JsonObject | null): JsonObject[] {
  const items = page?.items;
  return isList(items) ? items.filter(isObject) : [];
}

function membersOf(one: JsonObject, names: readonly string[]): string {
  const shown = names.flatMap((name) => {
    const value = one[name];
    return value === undefined || value === null || isEmptyList(value) ? [] : [`${name} ${textOf(value)}`];
  });
  return shown.join(', ');
}

function isEmptyList(value: Json): boolean {
  return isList(value) && value.length === 0;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

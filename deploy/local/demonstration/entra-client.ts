import type { Employee } from './company.js';
import { type Answer, expectCall, member, textMember } from './http.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
// Entra adds this schema of its own to every group that it creates.
const ENTRA_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export const PATHS = {
  department: `${ENTERPRISE}:department`,
  manager: `${ENTERPRISE}:manager`,
} as const;

export interface Operation {
  readonly op: 'Add' | 'Replace' | 'Remove';
  readonly path: string;
  readonly value: unknown;
}

/**
 * Speaks SCIM as the Entra provisioning service does, in its dialect without the compliance flag: capitalised
 * operations, booleans as texts, a manager as a bare string. It knows the wire only, nothing of the server's code.
 */
export class EntraClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param base the tenant URL, ending in /scim/v2 */
  constructor(base: string, token: string) {
    this.#base = base;
    this.#headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json; charset=utf-8' };
  }

  /** The matching query that Entra sends before it creates. Returns the id of the one that matches, or null. */
  async findUser(userName: string): Promise<string | null> {
    return onlyId(await this.#get(`/Users?filter=${filter('userName', userName)}`));
  }

  async createUser(person: Employee): Promise<string> {
    return textMember((await this.#send('POST', '/Users', userBody(person), [201])).body, 'id');
  }

  async patchUser(id: string, operations: readonly Operation[]): Promise<void> {
    await this.#send('PATCH', `/Users/${id}`, patch(operations), [200, 204]);
  }

  async findGroup(displayName: string): Promise<string | null> {
    return onlyId(await this.#get(`/Groups?excludedAttributes=members&filter=${filter('displayName', displayName)}`));
  }

  async createGroup(displayName: string): Promise<string> {
    const body = {
      schemas: [GROUP, ENTRA_GROUP],
      externalId: `group-${displayName.toLowerCase().replace(/[^a-z]+/g, '-')}`,
      displayName,
      meta: { resourceType: 'Group' },
    };
    return textMember((await this.#send('POST', '/Groups', body, [201])).body, 'id');
  }

  async addMembers(groupId: string, userIds: readonly string[]): Promise<void> {
    const value = userIds.map((id) => ({ $ref: null, value: id }));
    await this.#send('PATCH', `/Groups/${groupId}`, patch([{ op: 'Add', path: 'members', value }]), [200, 204]);
  }

  #get(path: string): Promise<Answer> {
    return expectCall({ method: 'GET', url: this.#base + path, headers: this.#headers }, [200]);
  }

  #send(method: 'POST' | 'PATCH', path: string, body: object, expected: readonly number[]): Promise<Answer> {
    return expectCall({ method, url: this.#base + path, headers: this.#headers, body: JSON.stringify(body) }, expected);
  }
}

function userBody(person: Employee): object {
  return {
    schemas: [USER, ENTERPRISE],
    externalId: `employee-${String(person.number + 1).padStart(5, '0')}`,
    userName: person.userName,
    active: true,
    displayName: person.displayName,
    name: {
      formatted: person.displayName,
      familyName: person.familyName,
      givenName: person.givenName,
    },
    emails: [{ primary: true, type: 'work', value: person.userName }],
    title: person.title,
    preferredLanguage: person.language,
    addresses: null,
    phoneNumbers: null,
    roles: [],
    meta: { resourceType: 'User' },
    [ENTERPRISE]: { employeeNumber: String(person.number + 1).padStart(5, '0'), department: person.department },
  };
}

function patch(operations: readonly Operation[]): object {
  return { schemas: [PATCH_OP], Operations: operations };
}

/** Entra writes a space as + and a quote as %22. */
function filter(attribute: string, value: string): string {
  const quoted = value.replace(/["\\]/g, (character) => `\\${character}`);
  return encodeURIComponent(`${attribute} eq "${quoted}"`).replaceAll('%20', '+');
}

function onlyId({ body }: Answer): string | null {
  const found = member(body, 'Resources');
  if (!Array.isArray(found) || found.length === 0) return null;
  return textMember(found[0], 'id');
}

import { type Answer, call, type Call, expectCall, member, textMember } from './http.js';

const READER_TOKEN_SECONDS = 48 * 3600;
export const AUDIENCES = ['directory', 'audit', 'notifier', 'activity'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The admin API, as the operator. */
export class AdminClient {
  readonly #at: { readonly adminUrl: string; readonly scimApiUrl: string };
  readonly #operatorToken: string;

  /** @param at scim-api: where what is internal is answered, and where tokens are got @param operatorToken OPERATOR_TOKEN */
  constructor(at: { readonly adminUrl: string; readonly scimApiUrl: string }, operatorToken: string) {
    this.#at = at;
    this.#operatorToken = operatorToken;
  }

  async hasTenant(id: string): Promise<boolean> {
    return (await call(this.#request('GET', `/admin/tenants/${id}`))).status === 200;
  }

  async createTenant(name: string, notificationAddress: string): Promise<string> {
    return this.#create('/admin/tenants', { name, notificationAddress });
  }

  /** By the operator's word, without a record in the DNS: mails may go there. */
  async verifyDomain(tenantId: string, domain: string, reason: string): Promise<void> {
    const request = this.#request('PUT', `/admin/tenants/${tenantId}/domains/${domain}`);
    await expectCall({ ...request, body: JSON.stringify({ state: 'verified', reason }) }, [200]);
  }

  async createConnection(
    tenantId: string,
    name: string,
    tolerance: 'tolerant' | 'strict' = 'tolerant',
  ): Promise<string> {
    // A thousand people at once are a demonstration, and no misuse.
    return this.connect(tenantId, { name, tolerance, rateLimit: null, brake: null });
  }

  /** @param settings of the connection; what is not said is as it is by default */
  async connect(
    tenantId: string,
    settings: { readonly name: string } & Readonly<Record<string, unknown>>,
  ): Promise<string> {
    return this.#create(`/admin/tenants/${tenantId}/connections`, settings);
  }

  /** @returns the token, which is shown this once */
  async createCredential(tenantId: string, connectionId: string, more: object = {}): Promise<string> {
    const path = `/admin/tenants/${tenantId}/connections/${connectionId}/credentials`;
    return textMember((await this.#post(path, more)).body, 'token');
  }

  /** @returns what the connection gets its access tokens by; its id is the client's */
  async createConnectionSecret(tenantId: string, connectionId: string): Promise<string> {
    const path = `/admin/tenants/${tenantId}/connections/${connectionId}/credentials`;
    return textMember((await this.#post(path, { method: 'clientSecret' })).body, 'clientSecret');
  }

  /** A client of the projections' APIs, whose tokens are good for two days. */
  async createReader(tenantId: string, name: string): Promise<{ clientId: string; clientSecret: string }> {
    const { body } = await this.#post(`/admin/tenants/${tenantId}/readers`, {
      name,
      audiences: AUDIENCES.filter((audience) => audience !== 'activity'),
      scopes: ['directory:read', 'directory:history'],
      // Which implies the activity.
      roles: ['auditor'],
      tokenLifetimeSeconds: READER_TOKEN_SECONDS,
    });
    return { clientId: textMember(body, 'clientId'), clientSecret: textMember(body, 'clientSecret') };
  }

  /** A token for one of the projections' APIs (client credentials, RFC 6749 §4.4). */
  async readerToken(reader: { clientId: string; clientSecret: string }, audience: Audience): Promise<string> {
    return String(member((await expectCall(this.#tokenRequest(reader, audience), [200])).body, 'access_token'));
  }

  /** One of an earlier version was made for fewer of the APIs. */
  async mayRead(reader: { clientId: string; clientSecret: string }, audience: Audience): Promise<boolean> {
    return (await call(this.#tokenRequest(reader, audience))).status === 200;
  }

  #tokenRequest(reader: { clientId: string; clientSecret: string }, audience: Audience): Call {
    const basic = Buffer.from(`${encodeURIComponent(reader.clientId)}:${encodeURIComponent(reader.clientSecret)}`);
    return {
      method: 'POST',
      url: `${this.#at.scimApiUrl}/oauth/token`,
      headers: {
        Authorization: `Basic ${basic.toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', audience }).toString(),
    };
  }

  async #create(path: string, body: object): Promise<string> {
    return textMember((await this.#post(path, body)).body, 'id');
  }

  #post(path: string, body: object): Promise<Answer> {
    return expectCall({ ...this.#request('POST', path), body: JSON.stringify(body) }, [201]);
  }

  #request(method: 'GET' | 'POST' | 'PUT', path: string): Call {
    return {
      method,
      url: this.#at.adminUrl + path,
      headers: { Authorization: `Bearer ${this.#operatorToken}`, 'Content-Type': 'application/json' },
    };
  }
}

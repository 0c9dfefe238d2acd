import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { makeSigner, type Signer } from './certificate.fixture.js';
import { TestIdp, TID, type Said, type Signing } from './idp.fixture.js';
import { metadataOf } from './metadata.fixture.js';
import { attribute, readMessage } from './xml.js';

/** Stands for a cloud of Entra: its metadata over HTTP, and whatever the test lets it sign. */
export class EntraSaml {
  readonly idp: TestIdp;
  /** In the metadata. */
  signers: readonly Signer[];
  /** Paths that were asked for. */
  readonly heard: string[] = [];
  /** In place of the metadata. */
  answer: { readonly status: number; readonly body: string; readonly headers?: Record<string, string> } | null = null;

  private constructor(
    readonly server: Server,
    signer: Signer,
  ) {
    this.idp = new TestIdp(TID, signer);
    this.signers = [signer];
  }

  static async start(): Promise<EntraSaml> {
    const server = createServer();
    const entra = new EntraSaml(server, makeSigner());
    server.on('request', ({ url = '' }, response) => {
      entra.heard.push(url);
      const { status, body, headers } = entra.answer ?? { status: 200, body: entra.metadata() };
      response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return entra;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  metadata(): string {
    return metadataOf({ entityId: this.idp.issuer, signers: this.signers });
  }

  /** What it answers to a request. @param url where the browser was sent */
  respond(url: string, said: Partial<Said> = {}, how?: Signing): string {
    const asked = requestIn(url);
    return this.idp.respond({ ...asked, ...said }, how);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function requestIn(url: string): { acsUrl: string; audience: string; inResponseTo: string; isForced: boolean } {
  const packed = new URL(url).searchParams.get('SAMLRequest') ?? '';
  const root = readMessage(inflateRawSync(Buffer.from(packed, 'base64')));
  return {
    acsUrl: attribute(root, 'AssertionConsumerServiceURL') ?? '',
    audience: root.textContent ?? '',
    inResponseTo: attribute(root, 'ID') ?? '',
    isForced: attribute(root, 'ForceAuthn') === 'true',
  };
}

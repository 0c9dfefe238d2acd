import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the root of what was collected. */
  readonly parentSpanId: string;
}

/** Takes what OpenTelemetry's exporters post to /v1/traces as JSON (OTLP/HTTP). */
export class TraceCollector {
  readonly #server: Server;
  readonly spans: CollectedSpan[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<TraceCollector> {
    const server = createServer();
    const collector = new TraceCollector(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        collector.#take(JSON.parse(Buffer.concat(chunks).toString('utf8')) as TracesRequest);
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    // Listening on TCP, it has an address with a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take({ resourceSpans = [] }: TracesRequest): void {
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const named = resource?.attributes?.find(({ key }) => key === 'service.name');
      const service = named?.value.stringValue ?? '';
      for (const { spans = [] } of scopeSpans) {
        for (const { name, traceId, spanId, parentSpanId = '' } of spans)
          this.spans.push({ service, name, traceId, spanId, parentSpanId });
      }
    }
  }
}

/** The part of OTLP's ExportTraceServiceRequest that is read here. */
interface TracesRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: {
      readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
    };
    readonly scopeSpans?: readonly {
      readonly spans?: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
      }[];
    }[];
  }[];
}

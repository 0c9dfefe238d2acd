import { metrics } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '#service';

const TYPES = ['application/csp-report', 'application/reports+json'];
const MOST_BYTES = 16_384;
const MOST_REPORTS = 20;
const LINES_A_MINUTE = 10;
const MINUTE_MS = 60_000;

const DIRECTIVES: ReadonlySet<string> = new Set(
  (
    'base-uri connect-src default-src font-src form-action frame-ancestors frame-src img-src manifest-src media-src ' +
    'object-src require-trusted-types-for script-src script-src-attr script-src-elem style-src style-src-attr ' +
    'style-src-elem trusted-types worker-src'
  ).split(' '),
);

/** Both forms in which browsers report: CSP 2's own, and the Reporting API's lists. */
export function readReports(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(TYPES, { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(null, null);
    }
  });
}

/** The directives that were hit, and nothing else of a report: it has addresses of pages, and anybody can send one. */
export function directivesIn(body: unknown): readonly string[] {
  const reports: unknown[] = Array.isArray(body) ? body.slice(0, MOST_REPORTS) : [body];
  return reports.flatMap((report) => {
    const inner = new Map<string, unknown>(Object.entries(report ?? {}));
    const said = new Map<string, unknown>(Object.entries(inner.get('csp-report') ?? inner.get('body') ?? {}));
    const given = said.get('effective-directive') ?? said.get('effectiveDirective') ?? said.get('violated-directive');
    if (typeof given !== 'string') return [];
    const [directive = ''] = given.split(' ', 1);
    return [DIRECTIVES.has(directive) ? directive : 'other'];
  });
}

/** A metric for all of them, and a line for the first of each minute. */
export class ReportCounts {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #counter = metrics.getMeter('rollcall.console').createCounter('rollcall_csp_reports', {
    description: 'Reports of browsers that a page wanted what its policy forbids, by directive',
  });
  #minute = { began: Number.NEGATIVE_INFINITY, lines: 0 };

  constructor(logger: Logger, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now = now;
  }

  note(directives: readonly string[]): void {
    for (const directive of directives) {
      this.#counter.add(1, { directive });
      if (this.#mayTell()) this.#logger.warn({ directive }, 'a page wanted what its policy forbids');
    }
  }

  #mayTell(): boolean {
    const now = this.#now();
    if (now - this.#minute.began >= MINUTE_MS) this.#minute = { began: now, lines: 0 };
    this.#minute.lines += 1;
    return this.#minute.lines <= LINES_A_MINUTE;
  }
}

import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { directivesIn, ReportCounts } from './csp-reports.js';

export const REPORT_COUNTS = Symbol('REPORT_COUNTS');

/** What browsers would not do for a page of ours: a mistake of ours, or somebody's attempt. */
@Controller('api/csp-reports')
export class ReportsController {
  readonly #counts: ReportCounts;

  constructor(@Inject(REPORT_COUNTS) counts: ReportCounts) {
    this.#counts = counts;
  }

  @Post()
  @HttpCode(204)
  take(@Req() { body }: FastifyRequest): void {
    this.#counts.note(directivesIn(body));
  }
}

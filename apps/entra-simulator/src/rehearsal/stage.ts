import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { answered, textIn, type TargetAdmin } from '../administration/target-admin.js';
import { issue, type Issued } from '../administration/issued.js';
import { DEFAULT_SETTINGS, newJob, type Job } from '../cycle/job.js';
import { runCycle, type CycleReport } from '../cycle/run-cycle.js';
import { nextRun } from '../cycle/schedule.js';
import type { Connection } from '../session/connection.js';
import { openTarget, troubleOf } from '../session/open-target.js';
import { whileServed } from '../session/while-served.js';
import type { Source } from '../source/source.js';
import { isObject, type JsonObject } from '../wire/json.js';
import { ownCompany } from './own-company.js';
import { expectThat, Unexpected } from './step.js';

const CONCURRENCY = 4;
const ASKED_EVERY_MS = 200;

export interface StageOptions {
  /** The tenant's administration at the target: …/admin/tenants/ID */
  readonly tenant: TargetAdmin;
  /** Where SCIM is answered. */
  readonly url: string;
  readonly people: number;
  /** What the target takes for a cloud's hosts; null: nothing that the local issuer signs. */
  readonly authority: string | null;
}

/** A company of the rehearsal's own, its job, and the connection that was made for it at the target. */
export class Stage {
  readonly options: StageOptions;
  readonly mark = randomUUID().slice(0, 8);
  source: Source;
  job: Job;
  /** What Entra's page has now. */
  connection: Connection | null = null;
  readonly #did: string[] = [];
  #path = '';

  constructor(options: StageOptions) {
    this.options = options;
    this.source = ownCompany(options.people, this.mark);
    const id = `scim.${randomUUID()}.${randomUUID()}`;
    this.job = newJob(id, new Date().toISOString(), DEFAULT_SETTINGS);
  }

  did(line: string): void {
    this.#did.push(line);
  }

  takeDid(): string[] {
    return this.#did.splice(0);
  }

  /** The target's administration of this connection. */
  get admin(): TargetAdmin {
    const { tenant } = this.options;
    return { call: (method, path, body) => tenant.call(method, this.#path + path, body) };
  }

  get isConnected(): boolean {
    return this.#path !== '';
  }

  /** @throws AdminRefused */
  async createConnection(): Promise<void> {
    const made = await this.options.tenant.call('POST', '/connections', { name: `Rehearsal ${this.mark}` });
    this.#path = `/connections/${textIn(answered('a new connection', made), 'id')}`;
    this.did(`made the connection "Rehearsal ${this.mark}"`);
  }

  /** A token or a client's secret of the target's, for whoever is to enter it on Entra's page. */
  async issue(method: Issued['method'], more: object = {}): Promise<Issued> {
    const issued = await issue(this.admin, method, more);
    this.did(`issued a ${method}${'expiresAt' in more ? ' that expires in a moment' : ''}`);
    return issued;
  }

  /** @throws Unexpected when the test fails */
  async connect(connection: Connection): Promise<void> {
    const trouble = await this.#served(connection, () => troubleOf(connection));
    if (trouble !== null) throw new Unexpected(`Test Connection failed: ${trouble}`);
    this.connection = connection;
    this.did('Test Connection: ok');
  }

  async cycle(): Promise<CycleReport> {
    const { connection, job } = this;
    if (connection === null) throw new Unexpected('nothing is connected');
    const target = openTarget(connection, { connections: CONCURRENCY });
    const now = [job.now, nextRun(job)].sort().at(-1) ?? job.now;
    const ports = { target, targetUrl: connection.url, concurrency: CONCURRENCY, log: () => undefined };
    try {
      const ended = await this.#served(connection, () => runCycle({ ...job, now }, this.source, ports));
      this.job = ended.job;
      this.did(inWords(ended.report, ended.job));
      return ended.report;
    } finally {
      await target.close();
    }
  }

  /** A cycle in which nobody fails. @throws Unexpected */
  async cleanCycle(): Promise<CycleReport> {
    const report = await this.cycle();
    const { failed, failedReferences } = report.counts;
    expectThat(report.quarantine === null, `the job is in quarantine: ${this.job.quarantine?.error ?? ''}`);
    expectThat(failed + failedReferences === 0, `${failed + failedReferences} failed`);
    return report;
  }

  /** Asks until the target refuses those credentials. @throws Unexpected when it goes on letting them in */
  async untilRefused(connection: Connection, within: number): Promise<void> {
    const begun = performance.now();
    while (performance.now() - begun < within) {
      const trouble = await troubleOf(connection);
      if (trouble !== null) {
        this.did(`refused after ${((performance.now() - begun) / 1000).toFixed(1)} s: ${oneLine(trouble)}`);
        return;
      }
      await pause(ASKED_EVERY_MS);
    }
    throw new Unexpected(`the target lets in what it should refuse, ${within / 1000} s later`);
  }

  /** What the target's administrator can look at there, or null where there is nothing of that kind. */
  async look(path: string): Promise<JsonObject | null> {
    const { status, body } = await this.admin.call('GET', path);
    return status === 200 && isObject(body) ? body : null;
  }

  #served<Result>(connection: Connection, work: () => Promise<Result>): Promise<Result> {
    return whileServed(() => connection, work);
  }
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

function inWords({ counts, quarantine }: CycleReport, job: Job): string {
  const { create, matched, update, disable, failed, failedReferences } = counts;
  if (quarantine !== null) return `a cycle ended in quarantine: ${quarantine}: ${oneLine(job.quarantine?.error ?? '')}`;
  return (
    `a cycle: ${create} created, ${matched} matched, ${update} updated, ${disable} disabled, ${counts.delete} deleted, ` +
    `${failed + failedReferences} failed (${job.escrows.size} in escrow)`
  );
}

import type { Client, QueryConfig, QueryResultRow } from 'pg';
import { TENANT_SETTING, type Transaction } from '#postgres';

/** What ANALYZE has seen of a company when somebody is looked up in it. */
export type State = 'never analysed' | 'analysed empty' | 'new after ANALYZE' | 'all analysed';

export interface Look {
  readonly state: State;
  /** Which indexes find the rows, in order of their names. */
  readonly index: string;
  readonly buffers: number;
}

interface Companies {
  readonly owner: Client;
  readonly tables: readonly string[];
  /** Commits a company of its own, and says its tenant's id. */
  readonly found: () => Promise<string>;
  readonly look: (state: State, tenant: string) => Promise<void>;
}

/** Looks at a company in each state. By itself ANALYZE may come while a company's rows are there and not yet committed. */
export async function inFourStates({ owner, tables, found, look }: Companies): Promise<void> {
  const all = tables.join(', ');
  for (const table of tables) await owner.query(`alter table ${table} set (autovacuum_enabled = false)`);
  await look('never analysed', await found());
  await owner.query(`truncate ${all} cascade`);
  await owner.query(`analyze ${all}`);
  await look('analysed empty', await found());
  await found();
  await owner.query(`analyze ${all}`);
  const newcomer = await found();
  await look('new after ANALYZE', newcomer);
  await owner.query(`analyze ${all}`);
  await look('all analysed', newcomer);
}

export type LookUps = Readonly<Record<string, (tx: Transaction) => Promise<unknown>>>;

interface Occasion {
  readonly state: State;
  readonly tenant: string;
  /** A connection of the role that asks. */
  readonly as: Client;
}

/** What each look-up read, state by state. */
export class Looks {
  readonly #alike: (index: string) => string;
  readonly #seen = new Map<string, Look[]>();

  /** @param alike indexes that serve a look-up equally well, by one name */
  constructor(alike: (index: string) => string = (index) => index) {
    this.#alike = alike;
  }

  /** Each in a transaction of the tenant, which is rolled back. */
  async take({ state, tenant, as }: Occasion, lookUps: LookUps): Promise<void> {
    for (const [name, lookUp] of Object.entries(lookUps)) {
      const plans: PlanNode[] = [];
      await as.query('begin');
      const tx = explaining(as, plans);
      await as.query('select set_config($1, $2, true)', [TENANT_SETTING, tenant]);
      await lookUp(tx);
      await as.query('rollback');
      const index = [...new Set(plans.flatMap((plan) => accesses(plan, this.#alike)))].sort().join(', ');
      const buffers = plans.reduce((sum, plan) => sum + buffersOf(plan), 0);
      this.#seen.set(name, [...(this.#seen.get(name) ?? []), { state, index, buffers }]);
    }
  }

  /** What it read in each state, when that is not one way: the same index, no table read whole, at most twice the pages. */
  unevenOnes(name: string): readonly Look[] {
    const looks = this.#seen.get(name) ?? [];
    if (looks.length !== 4) throw new Error(`${name}: seen in ${looks.length} states of 4`);
    const buffers = looks.map((one) => one.buffers);
    const isOneWay = looks.every(({ index }) => index === looks[0]?.index && !index.includes('all of'));
    return isOneWay && Math.max(...buffers) <= 2 * Math.min(...buffers) ? [] : looks;
  }
}

/** The pages that a statement reads. */
export async function pagesOf(client: Transaction, statement: QueryConfig): Promise<number> {
  const plans: PlanNode[] = [];
  await explaining(client, plans).query(statement);
  return plans.reduce((sum, plan) => sum + buffersOf(plan), 0);
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Runs what it is asked, and keeps the plan. */
function explaining(client: Transaction, plans: PlanNode[]): Transaction {
  return {
    async query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: readonly unknown[]) {
      const config = typeof statement === 'string' ? { text: statement } : statement;
      const given = [...(values ?? config.values ?? [])];
      let plan: PlanNode | undefined;
      // The first turn may set hint bits and clean dead entries; the second reads what every other does.
      for (let turn = 0; turn < 2; turn += 1) {
        const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
          `explain (analyze, buffers, format json) ${config.text}`,
          given,
        );
        plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
      }
      if (plan === undefined) throw new Error('no plan');
      plans.push(plan);
      return client.query<Row>(config.text, given);
    },
  };
}

function buffersOf(plan: PlanNode): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

function accesses(node: PlanNode, alike: (index: string) => string): string[] {
  const own = node['Index Name'] ?? (node['Node Type'] === 'Seq Scan' ? `all of ${node['Relation Name']}` : undefined);
  const named = own === undefined ? [] : [alike(own)];
  return [...named, ...(node.Plans ?? []).flatMap((inner) => accesses(inner, alike))];
}

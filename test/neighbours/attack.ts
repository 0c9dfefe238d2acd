import type { ProcessName } from '../../deploy/local/service-processes.js';
import type { Random } from '../fuzz/random.js';

/** A number that says how much of something an attack has, and how far it may go. */
export interface Gene {
  readonly from: number;
  readonly to: number;
}

/** One way to be a burden: an attack's kind, and how much of each thing. The same genome sends the same requests. */
export interface Genome {
  readonly kind: string;
  readonly genes: Readonly<Record<string, number>>;
}

export interface HttpRequest {
  /** `stranger`: the console, without a session. */
  readonly to: 'scim' | 'directory' | 'audit' | 'notifier' | 'console' | 'stranger';
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Of the body; SCIM's JSON unless told. */
  readonly type?: string;
  /** The answer's bytes are not taken: the socket is left standing for so many milliseconds. */
  readonly unread?: number;
}

/** What an attacker has at hand: people and groups of its own tenant, and a count that makes names new. */
export interface Loot {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly managerId: string;
  /** Of people as large as one may be. */
  readonly largeIds: readonly string[];
  /** What signs its auditor in at the console; its administrator has. */
  readonly link: string;
  count: number;
}

/** A kind of attack: its genes, and the requests that one genome sends, each made when it is due. */
export interface AttackKind {
  /** Processes that it is aimed at. */
  readonly at: readonly ProcessName[];
  readonly genes: Readonly<Record<string, Gene>>;
  request(genes: Readonly<Record<string, number>>, loot: Loot, random: Random): HttpRequest;
}

/** In flight at once: every kind has it. */
export const CONNECTIONS: Gene = { from: 1, to: 64 };

export function randomGenome(kind: string, { genes }: AttackKind, random: Random): Genome {
  const chosen = Object.entries(genes).map(([name, gene]) => [name, between(gene, random)] as const);
  return { kind, genes: Object.fromEntries(chosen) };
}

/** One or two genes moved, more often up than down: what hurts is grown. */
export function mutate(genome: Genome, { genes }: AttackKind, random: Random): Genome {
  const names = Object.keys(genes);
  const moved = new Set([random.pick(names), random.pick(names)]);
  const changed = Object.entries(genome.genes).map(([name, value]) => {
    const gene = genes[name];
    if (gene === undefined || !moved.has(name)) return [name, value] as const;
    const factor = random.pick([0.5, 1.5, 2, 4]);
    return [name, Math.round(Math.min(gene.to, Math.max(gene.from, value * factor)))] as const;
  });
  return { kind: genome.kind, genes: Object.fromEntries(changed) };
}

/** Spread over orders of magnitude: 1 to 1,000 is as often below 32 as above. */
function between({ from, to }: Gene, random: Random): number {
  const [low, high] = [Math.log(Math.max(from, 1)), Math.log(Math.max(to, 1))];
  return Math.max(from, Math.round(Math.exp(low + (high - low) * random.next())));
}

import { choosePorts, takenOf } from './parts/ports.js';
import { PART_PORTS, type PortName, PROCESS_PORTS } from './service-processes.js';

export interface PortOptions {
  /** The documented ports, or another where one is taken (which `report` is told); `free`: any. */
  readonly ports?: 'default' | 'free';
  readonly report?: (line: string) => void;
  /** Aborted: nothing is begun again. */
  readonly signal?: AbortSignal;
}

export type Ports = Readonly<Record<PortName, number>>;

const TRIES = 3;

/**
 * Starts something on ports of its own. Many seconds lie between their choice and the last one's owner, and another program
 * may take one meanwhile: then it starts again, on others. `start` leaves nothing running when it fails.
 */
export async function startOnPorts<Started>(
  options: PortOptions,
  start: (ports: Ports) => Promise<Started>,
): Promise<Started> {
  for (let tries = 1; ; tries += 1) {
    const ports = await portsFor(options);
    try {
      return await start(ports);
    } catch (error) {
      const lost = await takenOf(ports);
      if (lost.length === 0 || tries === TRIES || options.signal?.aborted === true) throw error;
      const named = lost.map((name) => `${ports[name]} (${name})`).join(', ');
      options.report?.(`another program took the port ${named} meanwhile: starting again on another`);
    }
  }
}

async function portsFor(options: PortOptions): Promise<Ports> {
  const free = options.ports === 'free';
  const wanted = { ...PROCESS_PORTS, ...PART_PORTS };
  const chosen = await choosePorts<PortName>(free ? mapValues(wanted, () => 'free') : wanted);
  for (const { name, wanted: port, got } of chosen.moved) {
    options.report?.(`port ${port} (${name}) is taken by another program: using ${got} instead`);
  }
  return chosen.ports;
}

function mapValues<Name extends string>(
  record: Readonly<Record<Name, number>>,
  to: () => 'free',
): Record<Name, number | 'free'> {
  return Object.fromEntries(Object.keys(record).map((name) => [name, to()])) as Record<Name, number | 'free'>;
}

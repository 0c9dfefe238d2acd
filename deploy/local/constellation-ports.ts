import { choosePorts } from './parts/ports.js';
import { PART_PORTS, type PortName, PROCESS_PORTS } from './service-processes.js';

/** The documented ports, or another where one is taken (which `report` is told); `free`: any. */
export async function portsFor(options: {
  readonly ports?: 'default' | 'free';
  readonly report?: (line: string) => void;
}): Promise<Readonly<Record<PortName, number>>> {
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

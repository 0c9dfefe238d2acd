import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../deploy/local/parts/project-root.js';

export interface ComposeService {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly read_only: boolean;
  readonly tmpfs: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly mem_limit: string;
  readonly pids_limit: number;
  readonly cpu_shares: number;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** One service of docker-compose.yml, its variables filled in as `docker compose` fills them in from .env. */
export function composeService(name: string, variables: Readonly<Record<string, string>>): ComposeService {
  const text = readFileSync(join(projectRoot(), 'docker-compose.yml'), 'utf8');
  const filled = text.replaceAll(
    /(?<!\$)\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_whole, variable: string, how, fallback) => {
      const value = variables[variable] ?? (how === '-' ? String(fallback) : undefined);
      if (value === undefined) throw new Error(`${variable} is not set`);
      return value;
    },
  );
  const { services }: { services: Record<string, ComposeService> } = parse(filled, { merge: true });
  const service = services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

/**
 * server.properties as Kafka's image makes it of its environment (KafkaDockerWrapper): each `_` a dot, then `...` a dash and
 * `..` a `_`.
 */
export function brokerSettings({ environment }: ComposeService): Record<string, string> {
  const property = (variable: string): string =>
    variable.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.').replaceAll('...', '-').replaceAll('..', '_');
  const named = Object.entries(environment).filter(([name]) => name.startsWith('KAFKA_') && name !== 'KAFKA_HEAP_OPTS');
  return Object.fromEntries(named.map(([name, value]) => [property(name), String(value)]));
}

/** The `-cname=value` of a command of PostgreSQL's. */
export function postgresSettings({ command }: ComposeService): Record<string, string> {
  return Object.fromEntries(
    command.flatMap((word) => {
      const [, name = '', value = ''] = /^-c(\w+)=(.*)$/.exec(word) ?? [];
      return name === '' ? [] : [[name, value]];
    }),
  );
}

export function readEnvFile(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** Flags of `podman run` that lock a container as the compose file does. `$$` is Compose's way to write one `$`. */
export function locks(service: ComposeService): string[] {
  return [
    ...(service.read_only ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...service.tmpfs.flatMap((mount) => ['--tmpfs', mount]),
    ...service.cap_drop.flatMap((capability) => ['--cap-drop', capability]),
    // podman knows the option without a value.
    ...service.security_opt.flatMap((option) => ['--security-opt', option.replace(/:true$/, '')]),
    '--memory',
    service.mem_limit,
    '--pids-limit',
    String(service.pids_limit),
    '--cpu-shares',
    String(service.cpu_shares),
  ];
}

export function healthCommand(service: ComposeService): string[] {
  const [how, ...command] = service.healthcheck?.test ?? [];
  if (how !== 'CMD') throw new Error('a health check of ours is a command');
  return command.map((word) => word.replaceAll('$$', '$'));
}

// What this machine must have, asked before anything else: one line for each thing that is missing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NODE = 20;
const JAVA = 17;
const OWN_BROKER = 'or set KAFKA_BROKERS to a broker of yours';

/** @returns {string[]} one line per missing thing, with what to do about it; empty when all is there */
export function missing(env = process.env, nodeVersion = process.versions.node) {
  const lines = [];
  if (process.platform === 'win32') lines.push('Windows: run it inside WSL 2, where the embedded parts work');
  if (Number.parseInt(nodeVersion, 10) < NODE) {
    lines.push(`Node.js ${NODE} or newer is needed, this is ${nodeVersion}: install it from https://nodejs.org`);
  }
  if (!onPath('npm', env)) lines.push('npm is missing: it comes with Node.js (https://nodejs.org)');
  if (!env.KAFKA_BROKERS) lines.push(...missingForKafka(env));
  return lines;
}

function missingForKafka(env) {
  const lines = [];
  const java = javaVersion(env);
  const get = `install a JDK, for example with: apt install openjdk-17-jdk-headless, ${OWN_BROKER}`;
  if (java === undefined) lines.push(`Java ${JAVA} is missing (the Kafka broker runs on it): ${get}`);
  else if (java < JAVA) lines.push(`Java ${JAVA} or newer is needed for the Kafka broker, this is ${java}: ${get}`);
  if (!onPath('mvn', env)) {
    lines.push(
      `Maven is missing (it fetches Kafka's jars): install it, for example with: apt install maven, ${OWN_BROKER}`,
    );
  }
  return lines;
}

function javaVersion(env) {
  const command = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
  // `java -version` writes to standard error: openjdk version "17.0.15" 2025-04-15
  const { status, stderr } = spawnSync(command, ['-version'], { encoding: 'utf8', env });
  const found = status === 0 ? /version "(?:1\.)?(\d+)/.exec(stderr) : null;
  return found === null ? undefined : Number(found[1]);
}

function onPath(command, env) {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

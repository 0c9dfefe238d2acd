#!/usr/bin/env node
// Writes beside docker-compose.yml: .env, with a random value for each variable that the compose file demands (`${NAME:?…}`)
// and that .env does not have yet; and .tls, with the certificates of Kafka and PostgreSQL and the CA that signed them.
// What is there stays, but for certificates that end within 90 days: it is safe to run again, after an upgrade too.
// Plain JavaScript for Node >= 20: it runs before anything is installed.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureCertificates } from './certificates.mjs';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..', '..'));
const file = join(root, '.env');

const demanded = [...readFileSync(join(root, 'docker-compose.yml'), 'utf8').matchAll(/\$\{(\w+):\?/g)];
const names = [...new Set(demanded.map(([, name]) => name))].sort();
const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
const known = new Set([...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*\S/gm)].map(([, name]) => name));
const added = names.filter((name) => !known.has(name));

// 256 bits, in characters that need no escape in a URL: some become passwords in one.
const lines = added.map((name) => `${name}=${randomBytes(32).toString('base64url')}\n`);
const head = text === '' || text.endsWith('\n') ? text : `${text}\n`;
// What an earlier run left there keeps its mode and its owner, and may be a link.
rmSync(`${file}.new`, { force: true });
writeFileSync(`${file}.new`, head + lines.join(''), { mode: 0o600, flag: 'wx' });
renameSync(`${file}.new`, file);
console.log(
  added.length === 0 ? `${file} has all ${names.length} secrets` : `${file}: ${added.length} added, ${known.size} kept`,
);

// By the names of their containers, and as this machine reaches them. The broker's is its own client's as well: it is the
// only one that its controller takes, and stands among KAFKA_SUPER_USERS.
const tls = join(root, '.tls');
const isNew = ensureCertificates(tls, {
  kafka: { subject: 'rollcall-broker', hosts: ['kafka', 'localhost', '127.0.0.1'] },
  postgres: { subject: 'rollcall-postgres', hosts: ['postgres', 'localhost', '127.0.0.1'] },
});
console.log(
  isNew
    ? `${tls}: certificates made; what runs keeps the former ones until it is started again, all of it (docker compose down, up)`
    : `${tls}: the certificates are good for a while`,
);

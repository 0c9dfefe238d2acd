// Types of the services' APIs, from the documents that are committed beside each of them. Their texts are compared, so that
// what is there already is not made again.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const web = import.meta.dirname;
const root = resolve(web, '../../..');
const out = join(web, 'src/api/generated');

export async function generate() {
  mkdirSync(out, { recursive: true });
  for (const document of globSync('apps/*/openapi.json', { cwd: root })) {
    const text = readFileSync(join(root, document), 'utf8');
    const to = join(out, `${basename(dirname(document))}.ts`);
    const mark = `// Of ${document}, ${createHash('sha256').update(text).digest('hex').slice(0, 16)}.\n`;
    if (existsSync(to) && readFileSync(to, 'utf8').startsWith(mark)) continue;
    const { default: openapiTypes, astToString } = await import('openapi-typescript');
    writeFileSync(to, mark + astToString(await openapiTypes(JSON.parse(text))));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();

// `npm run types:check`: what two more generators make of the published documents. They are no dependencies (one brings 200
// packages, the other is Python): each is installed in a folder of its own, at the version that was tried.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const MODELINA = '@asyncapi/modelina@5.10.1';
const DATAMODEL = 'datamodel-code-generator==0.89.0';

const schemas = resolve(import.meta.dirname, '../../libs/contracts/schemas');
const events = JSON.parse(readFileSync(join(schemas, 'events.json'), 'utf8'));
const expected = [...Object.keys(events.properties), 'User', 'Group', 'EnterpriseUser', 'GroupMember', 'Actor'];
const folder = mkdtempSync(join(tmpdir(), 'rollcall-types-'));
let failures = 0;
try {
  await modelina();
  datamodel();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

async function modelina() {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', MODELINA]);
  const entry = pathToFileURL(join(folder, 'node_modules/@asyncapi/modelina/lib/cjs/index.js')).href;
  const generators = await import(entry);
  const document = JSON.parse(readFileSync(join(schemas, 'asyncapi.json'), 'utf8'));
  for (const name of ['TypeScriptGenerator', 'JavaGenerator', 'PythonGenerator', 'GoGenerator', 'CSharpGenerator']) {
    const models = await new generators[name]().generate(document);
    judge(`modelina ${name}`, models.map(({ modelName }) => modelName).filter(Boolean));
  }
}

function datamodel() {
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (python.status !== 0) return console.log('datamodel-code-generator: SKIPPED, there is no python3');
  run('python3', ['-m', 'venv', 'venv']);
  run('venv/bin/pip', ['install', '--quiet', '--disable-pip-version-check', DATAMODEL]);
  const input = ['--input', join(schemas, 'events.json'), '--input-file-type', 'jsonschema'];
  for (const model of ['pydantic_v2.BaseModel', 'dataclasses.dataclass']) {
    const text = run('venv/bin/datamodel-codegen', [...input, '--output-model-type', model]);
    judge(
      `datamodel-code-generator ${model}`,
      [...text.matchAll(/^class (\w+)/gm)].map(([, name]) => name),
    );
  }
}

/** Each type once, and none without a name of its own. */
function judge(what, names) {
  const missing = expected.filter((name) => names.filter((one) => one === name).length !== 1);
  const odd = names.filter((name) => /^AnonymousSchema/.test(name) || /^(User|Group|Actor|Name|Email)\d/.test(name));
  if (missing.length + odd.length === 0) return console.log(`${what}: ok, ${names.length} types`);
  failures += 1;
  console.error(
    `${what}: not there once: ${missing.join(', ') || 'none'}; without a name: ${odd.join(', ') || 'none'}`,
  );
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
}

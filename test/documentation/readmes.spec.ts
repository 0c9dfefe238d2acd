import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { projectRoot } from '../../deploy/local/parts/project-root.js';

const ROOT = projectRoot();
const FILES = globSync(['{apps,libs,deploy,test}/**/*', '*', '.*'], {
  cwd: ROOT,
  exclude: ['**/node_modules', 'dist'],
});
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const READMES = FILES.filter((file) => /(^|\/)(README|SECURITY)\.md$/.test(file)).map((file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const spans = [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)];
  return {
    file,
    blocks: blocks.map(([, language = '', code = '']) => ({ language, code })),
    spans: [...new Set(spans.map(([, span = '']) => span))],
  };
});

const BLOCKS = READMES.flatMap(({ file, blocks }) => blocks.map((block, index) => ({ file, index, ...block })));

describe.each(READMES)('$file', ({ file, spans }) => {
  it('names files that are there', () => {
    const named = spans.filter((span) => /^[\w./-]+\.(ts|mjs|cjs|yml|txt)$/.test(span));
    expect(named.filter((name) => !FILES.some((one) => one === name || one.endsWith(`/${name}`)))).toEqual([]);
  });

  it('shows calls as they are declared', () => {
    const calls = spans.map((span) => /^(?:\w+\.)?(\w+)\((.*)\)$/.exec(span)).filter((call) => call !== null);
    const wrong = calls.filter(
      ([, name = '', shown = '']) => !SQL.has(name) && !isDeclared(dirname(file), name, shown),
    );
    expect(wrong.map(([call]) => call)).toEqual([]);
  });

  it('names scripts of npm that are there', () => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

// Those of the published events in Go, Java, Python and JavaScript are run by libs/contracts.
describe('the code of the READMEs', () => {
  it.each(BLOCKS.filter(({ language }) => language === 'sh'))(
    'of $file, block $index, is for any shell',
    ({ code }) => {
      expect(spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it.each(BLOCKS.filter(({ language }) => language === 'json'))('of $file, block $index, is JSON', ({ code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });

  it('in TypeScript stands in a source, or compiles', () => {
    const sources = FILES.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(ROOT, file), 'utf8'));
    const shown = BLOCKS.filter(
      ({ language, code }) => language === 'ts' && !sources.some((one) => one.includes(code)),
    );
    const texts = new Map(
      shown.map(({ file, index, code }) => [join(ROOT, dirname(file), `readme-${index}.ts`), code]),
    );
    expect(complaints(texts)).toEqual([]);
  });
});

function complaints(texts: ReadonlyMap<string, string>): string[] {
  const read = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.convertCompilerOptionsFromJson(read.config.compilerOptions, ROOT);
  const host = ts.createCompilerHost(options);
  const plain = { ...host };
  host.fileExists = (path) => texts.has(path) || plain.fileExists(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? plain.getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram({ rootNames: [...texts.keys()], options: { ...options, incremental: false }, host });
  return [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(
      ({ messageText }) => `${path.slice(ROOT.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

/** PostgreSQL's own. */
const SQL = new Set(['lower']);

/** `projection?` and what is in brackets count as one; behind `…` there may be anything. */
function isDeclared(folder: string, name: string, shown: string): boolean {
  const bare = shown.replaceAll(/\([^()]*\)|\{[^{}]*\}|'[^']*'/g, 'x');
  const given = bare === '' ? 0 : bare.split(',').length;
  const isOpen = /…|\.\.\./.test(shown);
  return parametersOf(folder, name).some(({ least, most }) => isOpen || (given >= least && given <= most));
}

interface Parameters {
  readonly least: number;
  readonly most: number;
}

const declared = new Map<string, Map<string, Parameters[]>>();

/** Of every function and method of that name below the folder. */
function parametersOf(folder: string, name: string): readonly Parameters[] {
  let all = declared.get(folder);
  if (all === undefined) {
    all = new Map();
    for (const file of FILES) if (file.startsWith(`${folder}/`) && /(?<!\.spec)\.ts$/.test(file)) collect(file, all);
    declared.set(folder, all);
  }
  return all.get(name) ?? [];
}

function collect(file: string, all: Map<string, Parameters[]>): void {
  const add = ({ name }: ts.NamedDeclaration, { parameters }: ts.SignatureDeclaration): void => {
    if (name === undefined || !ts.isIdentifier(name)) return;
    const needed = parameters.filter((one) => !one.questionToken && !one.initializer && !one.dotDotDotToken);
    const most = parameters.some((one) => one.dotDotDotToken) ? Infinity : parameters.length;
    all.set(name.text, [...(all.get(name.text) ?? []), { least: needed.length, most }]);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && node.type !== undefined && ts.isFunctionTypeNode(node.type))
      add(node, node.type);
    else if (ts.isFunctionLike(node)) add(node, node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest));
}

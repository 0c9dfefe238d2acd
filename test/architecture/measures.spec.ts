import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = resolve(import.meta.dirname, '../..');
const sources = new Map(
  globSync('{apps,libs,deploy,test}/**/*.ts', { cwd: ROOT }).map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return [file, ts.createSourceFile(file, text, ts.ScriptTarget.Latest)] as const;
  }),
);
const shipped = [...sources].filter(
  ([file]) => /^(apps|libs)\//.test(file) && !/\.(spec|suite|fixture)\.ts$/.test(file),
);

describe('the measures of the house', () => {
  it('are kept by files: 95 of 100 have 160 lines at most', () => {
    expect(p95(shipped.map(([, source]) => source.text.trimEnd().split('\n').length))).toBeLessThanOrEqual(160);
  });

  it('are kept by functions: 95 of 100 have 20 lines at most', () => {
    expect(p95(shipped.flatMap(([, source]) => functionsOf(source)))).toBeLessThanOrEqual(20);
  });

  it('know no files that import each other, not for their types and not in tests either', () => {
    expect(cycles(new Map([...sources].map(([file, source]) => [file, importsOf(file, source)])))).toEqual([]);
  });
});

function p95(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.ceil(numbers.length * 0.95) - 1] ?? 0;
}

/** The lines of each function and method, whatever it is written as; callbacks count by themselves, too. */
function functionsOf(source: ts.SourceFile): number[] {
  const lines: number[] = [];
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      lines.push(lineAt(node.getEnd()) - lineAt(node.getStart(source)) + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}

function importsOf(file: string, source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    const { text } = moduleSpecifier;
    if (text.startsWith('#')) return [`libs/${text.slice(1)}/src/index.ts`];
    return text.startsWith('.') ? [join(dirname(file), text).replace(/\.js$/, '.ts')] : [];
  });
}

/** Each the way along which a file comes back to itself. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) found.push([...way.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

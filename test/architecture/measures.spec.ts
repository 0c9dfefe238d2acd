import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = resolve(import.meta.dirname, '../..');
const texts = new Map(
  globSync('{apps,libs,deploy,test}/**/*.ts', { cwd: ROOT }).map((file) => [
    file,
    readFileSync(join(ROOT, file), 'utf8'),
  ]),
);
const shipped = [...texts]
  .filter(([file]) => /^(apps|libs)\//.test(file) && !/\.(spec|suite|fixture)\.ts$/.test(file))
  .map(([, text]) => text);

describe('the measures of the house', () => {
  it('are kept by files: 95 of 100 have 160 lines of code at most', () => {
    expect(p95(shipped.map(linesOfCode))).toBeLessThanOrEqual(160);
  });

  it('are kept by functions: 95 of 100 have 20 lines at most', () => {
    expect(p95(shipped.flatMap(functionsOf))).toBeLessThanOrEqual(20);
  });

  it('know no files that import each other, not for their types and not in tests either', () => {
    expect(cycles(new Map([...texts].map(([file, text]) => [file, importsOf(file, text)])))).toEqual([]);
  });
});

function p95(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.ceil(numbers.length * 0.95) - 1] ?? 0;
}

function linesOfCode(text: string): number {
  const lines = text.replaceAll(/\/\*\*[\s\S]*?\*\//g, '').split('\n');
  return lines.filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

/** The lines of each function and method, whatever it is written as; callbacks count by themselves, too. */
function functionsOf(text: string): number[] {
  const source = ts.createSourceFile('', text, ts.ScriptTarget.Latest);
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

function importsOf(file: string, text: string): string[] {
  return ts.preProcessFile(text).importedFiles.flatMap(({ fileName }) => {
    if (fileName.startsWith('#')) return [`libs/${fileName.slice(1)}/src/index.ts`];
    return fileName.startsWith('.') ? [join(dirname(file), fileName).replace(/\.js$/, '.ts')] : [];
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

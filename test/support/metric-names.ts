/** Names of the series in Prometheus' text format. */
export function namesShown(text: string): string[] {
  return [...text.matchAll(/^([a-z_:][\w:]*)(?:\{| )/gim)].map(([, name = '']) => name);
}

/** Names of the metrics of ours, and of Node's, that expressions of PromQL ask for; recorded ones have a colon and are none. */
export function namesAskedFor(rules: string): string[] {
  const found = [...rules.matchAll(/(?<![\w:])((?:rollcall|process|nodejs)_\w+)(?![\w:])/g)].map(
    ([, name = '']) => name,
  );
  return [...new Set(found)].sort();
}

import { COMMANDS } from './commands.js';

export function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { what }]) => `  ${name.padEnd(width)}  ${what}`);
  return [
    'entra-simulator: behaves at a SCIM target as the provisioning service of Microsoft Entra ID does',
    '',
    ...lines,
    '',
    'entra-simulator help COMMAND shows its options and examples. State is kept in --dir (./.entra-simulator).',
    '',
  ].join('\n');
}

export async function helpOf(name: string): Promise<string> {
  const listed = COMMANDS[name];
  if (listed === undefined) return overview();
  const { usage, options = [], examples } = await listed.load();
  const width = Math.max(0, ...options.map(([option]) => option.length));
  return [
    `usage: entra-simulator ${usage}`,
    '',
    `  ${listed.what}`,
    ...(options.length === 0 ? [] : ['', ...options.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`)]),
    '',
    'for example:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

import type { Exchange } from '../exchange.js';

/** Request and answer as they would stand in a protocol text. */
export function exchangeText({ request, response, failure }: Exchange): string {
  return [
    `${request.method} ${request.url}`,
    ...headerLines(request.headers),
    ...(request.body === null ? [] : ['', request.body]),
    '',
    response === null ? `no answer: ${failure ?? 'unknown'}` : String(response.status),
    ...headerLines(response?.headers ?? {}),
    ...(response?.body == null ? [] : ['', response.body]),
  ].join('\n');
}

function headerLines(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

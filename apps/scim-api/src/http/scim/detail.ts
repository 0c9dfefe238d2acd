/** Characters of a detail at most, all of it: what Entra's provisioning log shows of an answer is bounded, too. */
export const MAX_DETAIL = 1_000;

/** The detail of an error as it is answered: what to change, where to see more of it, and the request's id at its end. */
export type DetailOf = (message: string, requestId: string) => string;

/** @param consoleUrl where the installation has a console, without a slash at its end */
export function detailBy(consoleUrl: string | undefined): DetailOf {
  return (message, requestId) => {
    const more = consoleUrl === undefined ? '' : ` For more see ${consoleUrl}/r/${requestId}`;
    const end = `${more} (request ${requestId})`;
    return cut(message, MAX_DETAIL - end.length) + end;
  };
}

/** Not between the halves of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** RFC 9110 §11.4 and RFC 6750 §2.1: the scheme in any case, any space, the token; undefined for anything else. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^[ \t]*Bearer[ \t]+([\x21-\x7e]+)[ \t]*$/i.exec(authorization ?? '')?.[1];
}

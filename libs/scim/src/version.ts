/** The ETag of a resource version, weak because representations differ by projection (RFC 7644 §3.14). */
export function versionTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * True if an If-Match or If-None-Match header names this version or is `*`. Weak comparison (RFC 9110 §8.8.3.2): a
 * client that strips the `W/` means the same version.
 */
export function matchesVersion(header: string, version: number): boolean {
  return header.split(',').some((part) => {
    const tag = part.trim();
    return tag === '*' || tag === versionTag(version) || tag === `"${version}"`;
  });
}

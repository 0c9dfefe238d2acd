/** Where the operators' API of a projection answers. */
export interface ProjectionAt {
  readonly name: string;
  readonly url: string;
}

/** @throws Error for what is no `name=URL`, with commas between */
export function projectionsAt(setting: string): readonly ProjectionAt[] {
  return setting
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const found = /^([a-z]+)=(https?:\/\/[^\s/]+)\/?$/.exec(part);
      const [, name = '', url = ''] = found ?? [];
      if (found === null) throw new Error(`PROJECTION_URLS: ${part}: write name=http://host:port, with commas between`);
      return { name, url };
    });
}

/** @throws Error unless the console of this place answers with a page, and with the script and the style that it names */
export async function showsItsPages(url: string): Promise<void> {
  const html = await (await fetch(url)).text();
  const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
  for (const kind of ['.js', '.css']) {
    if (!assets.some((path) => path.endsWith(kind)))
      throw new Error(`its page names no ${kind}: ${html.slice(0, 200)}`);
  }
  for (const path of assets) {
    const { status } = await fetch(new URL(path, url));
    if (status !== 200) throw new Error(`${path} is answered ${status}`);
  }
}

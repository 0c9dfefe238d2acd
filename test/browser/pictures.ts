import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../deploy/local/parts/project-root.js';

export const PICTURES = join(projectRoot(), 'apps/console/screenshots');

export function pictureFile(name: string): string {
  return join(PICTURES, `${name}.png`);
}

export function recordFile(name: string): string {
  return join(PICTURES, `${name}.txt`);
}

/** What a picture shows, as text: the accessible tree with landmarks and headings, and the box of each element. */
export async function recordOf(page: Page): Promise<string> {
  await page.evaluate<unknown>('document.fonts.ready.then(() => null)');
  return `${await page.ariaSnapshot({ boxes: true })}\n`;
}

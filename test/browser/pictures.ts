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

/** What moves has come to where it stays; what never ends is a sign that something is awaited. */
const AT_REST = `document.fonts.ready.then(() => Promise.allSettled(
  document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? 0))
    .map((one) => one.finished),
)).then(() => null)`;

/** What a picture shows, as text: the accessible tree with landmarks and headings, and the box of each element. */
export async function recordOf(page: Page): Promise<string> {
  await page.evaluate<unknown>(AT_REST);
  return `${await page.ariaSnapshot({ boxes: true })}\n`;
}

import { readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { startFakeConsole, type FakeConsole } from './fake/server.js';
import { GONE, NOW, TENANT, type Scenario } from './fake/scenario.js';
import { keptPageOf, type KeptPage } from './kept-page.js';
import { answerOneByOne } from './one-by-one.js';
import type { Probe } from './probe.js';

/** For what takes two seconds on an idle machine: a busy one takes many times as long. */
export const WITHIN_MS = 120_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is in each page beside its own. */
interface Inside {
  readonly axe: { readonly run: () => Promise<AxeResults> };
  readonly probe: Probe;
}

export interface Look extends Omit<Scenario, 'theme'> {
  readonly theme: 'light' | 'dark' | 'forced';
  readonly width: 1280 | 320;
  /** Nobody is signed in. */
  readonly isSignedOut?: boolean;
  /** The answers of the services come one by one, the last that was asked for first, each drawn before the next. */
  readonly isOneByOne?: boolean;
  /** Time stands: what is written of it is the same each time. */
  readonly isStill?: boolean;
}

/** A browser, and a console that answers what a scenario says. */
export interface Stage {
  readonly visit: <Seen>(
    path: string,
    look: Look,
    see: (page: Page, seen: Complaints) => Promise<Seen>,
  ) => Promise<Seen>;
  readonly close: () => Promise<void>;
}

/** What a page said that nobody should hear: console, exceptions, the policy, requests that no document allows. */
export interface Complaints {
  readonly all: () => readonly string[];
}

export async function openStage(): Promise<Stage> {
  const fake = await startFakeConsole({ role: 'auditor', state: 'full', locale: null, theme: 'auto' });
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
  const kept = keptPageOf(browser, WITHIN_MS);
  return {
    visit: (path, look, see) => visit({ fake, kept }, path, look, see),
    close: async () => {
      await browser.close();
      await fake.close();
    },
  };
}

/** As test/run.mjs finds it. */
export function browserPath(): string {
  const found = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const path = found.find((one) => one !== undefined && existsSync(one));
  if (path === undefined) throw new Error('there is no Chromium: test/browser/install.sh, or CHROMIUM=<its path>');
  return path;
}

interface Parts {
  readonly fake: FakeConsole;
  readonly kept: KeptPage;
}

async function visit<Seen>(
  { fake, kept }: Parts,
  path: string,
  look: Look,
  see: (page: Page, complaints: Complaints) => Promise<Seen>,
): Promise<Seen> {
  const { theme, locale } = look;
  return kept.use(async (page) => {
    fake.play(look.isSignedOut === true ? null : { ...look, theme: theme === 'dark' ? 'dark' : 'light' });
    await dress(page, look);
    const said = listen(page, look, path);
    const base = look.role === 'operator' ? '/installation' : `/t/${TENANT.slug}`;
    const isInAddress = (look.isSignedOut === true && locale !== 'en') || locale === 'en-XA' || locale === 'ar-XB';
    const language = isInAddress ? `${path.includes('?') ? '&' : '?'}locale=${locale}` : '';
    const drawn = look.isOneByOne === true ? await answerOneByOne(page) : null;
    await page.goto(`${fake.url}${base}/${path}${language}`);
    await drawn?.();
    await settled(page, look);
    return see(page, { all: () => [...said, ...fake.faults] });
  });
}

async function dress(page: Page, { theme, width, isStill = false }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    forcedColors: theme === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  await (isStill ? page.clock.setFixedTime(NOW) : page.clock.setSystemTime(NOW));
}

/** The browser itself says of each answer that is an error that it is one. */
function listen(page: Page, { state, isSignedOut = false }: Look, path: string): readonly string[] {
  const said: string[] = [];
  const isExpected = (text: string): boolean =>
    text.startsWith('Failed to load resource') &&
    (isSignedOut ||
      ['error', 'away', 'refused'].includes(state) ||
      (path.includes(GONE) && text.includes('status of 404')));
  page.on('console', (message) => {
    if (!isExpected(message.text())) said.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => said.push(`exception: ${error.message}`));
  return said;
}

/** Nothing is awaited any more; while the services do not answer, that it is told that they are awaited. */
async function settled(page: Page, { state }: Look): Promise<void> {
  await page.locator('h1').first().waitFor();
  if (state === 'loading') return;
  await page.waitForFunction(() => (globalThis as unknown as Inside).probe.isSettled(), undefined, {
    timeout: WITHIN_MS,
  });
}

/** What axe finds with its whole default rule set, and where. */
export async function findingsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => (await (globalThis as unknown as Inside).axe.run()).violations);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

export interface Landmarks {
  readonly mains: number;
  readonly headings: number;
  readonly navigations: number;
}

/** Of every page. */
export const LANDMARKS: Landmarks = { mains: 1, headings: 1, navigations: 1 };

export async function landmarksOf(page: Page): Promise<Landmarks> {
  return {
    mains: await page.getByRole('main').count(),
    headings: await page.getByRole('heading', { level: 1 }).count(),
    navigations: await page.getByRole('navigation').count(),
  };
}

/** Pixels that the page is wider than its window. */
export async function overhangOf(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as Inside).probe.overhang());
}

/** A field for a time has eight stops of its own: its parts, and its calendar. */
const STOPS_INSIDE = 40;

/** Of what can be used, what the Tab key did not come to. */
export async function unreachedBy(page: Page): Promise<readonly string[]> {
  const all = await page.evaluate(() => (globalThis as unknown as Inside).probe.markUsable());
  await page.locator('body').press('Escape');
  const keyboard = await page.context().newCDPSession(page);
  let reached: readonly number[] = [];
  for (let left = all.length + STOPS_INSIDE; left > 0 && reached.length < all.length;) {
    const presses = Math.min(left, all.length - reached.length);
    await pressTab(keyboard, presses);
    reached = await page.evaluate(() => (globalThis as unknown as Inside).probe.reached());
    left -= presses;
  }
  await keyboard.detach();
  return all.filter((_, index) => !reached.includes(index));
}

const TAB = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };

/** One press after another, as the browser takes them; they are awaited together, which takes half of the processor's time. */
async function pressTab(keyboard: CDPSession, presses: number): Promise<void> {
  const events = Array.from({ length: presses }, () => ['rawKeyDown', 'keyUp'] as const).flat();
  await Promise.all(events.map((type) => keyboard.send('Input.dispatchKeyEvent', { type, ...TAB })));
}

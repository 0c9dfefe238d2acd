import { chromium, type Browser, type Page } from 'playwright-core';
import { browserPath, WITHIN_MS } from '../../browser/visit.js';
import { demand, figure, heading } from '../report.js';
import { summarise } from '../statistics.js';
import { oneAnswer, type Asking } from './ask.js';
import { behindAnswer, type Painted } from './behind-answer.js';
import { consoleOver, type ConsoleOver } from './console-over.js';
import { CHANGED_FROM, type Company } from './people.js';
import { rolls } from './seeded.js';

const VISITS = 15;
const MOST_MS = 300;
/** What is not there then is told as missed. */
const SHOWN_WITHIN_MS = 30_000;
const DAY = 86_400_000;

/** A page of the console that shows an answer of the directory. */
interface Shown {
  readonly name: string;
  /** Whose answer it shows, as the page asks for it. */
  readonly route: string;
  /** Where on the page what of the answer is looked for. */
  readonly place: string;
  /** @returns what is to be seen; undefined: this one has nothing to show */
  readonly text: (n: number) => Promise<string | undefined>;
  readonly show: (page: Page, n: number) => Promise<void>;
}

/** How long after the directory's answer has come to the browser it is painted, page by page, each some fifteen times. */
export async function measurePages(asking: Asking, company: Company): Promise<void> {
  heading('Milliseconds from the answer to the screen');
  const browser = await browserIfAny();
  if (browser === null) {
    figure('SKIPPED: the pages', 'there is no Chromium: test/browser/install.sh, or CHROMIUM=<its path>');
    return;
  }
  const console = await consoleOver(asking);
  try {
    for (const shown of pagesOf(asking, company, console)) await measurePage(browser, shown);
  } finally {
    await browser.close();
    await console.stop();
  }
}

async function browserIfAny(): Promise<Browser | null> {
  try {
    return await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
  } catch {
    return null;
  }
}

async function measurePage(browser: Browser, { name, route, place, text, show }: Shown): Promise<void> {
  const took: number[] = [];
  for (let n = 0; n < VISITS; n += 1) {
    const wanted = await text(n);
    if (wanted === undefined) continue;
    const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(WITHIN_MS);
    try {
      await show(page, n);
      const asked = JSON.stringify({ route, place, wanted, within: SHOWN_WITHIN_MS });
      const shown = await page.evaluate<Painted | null>(`(${WATCH})(${asked})`);
      if (shown === null) figure(`${name}: NOT SHOWN`, await insteadOn(page, wanted));
      took.push(shown === null ? Number.POSITIVE_INFINITY : behindAnswer(shown));
    } finally {
      await page.close();
    }
  }
  const { p50, max } = summarise(took);
  figure(name, `p50 ${p50.toFixed(0)} ms   most ${max.toFixed(0)} ms   (${took.length})`);
  demand(`${name}: on screen behind its answer, ms`, max, 'at most', MOST_MS);
}

async function insteadOn(page: Page, wanted: string): Promise<string> {
  const text = await page.getByRole('main').innerText();
  return `${wanted}, but: ${text.replace(/\s+/g, ' ').slice(0, 300)}`;
}

/**
 * In the page: when what is wanted was painted, and when the answers had come: a message that is sent in a frame comes behind its painting,
 * and what is told of an answer may come behind that. Begun before anything is asked, or where it is behind, it tells too much.
 */
const WATCH = `({ route, place, wanted, within }) => new Promise((resolve) => {
  setTimeout(() => resolve(null), within);
  const isThere = () => [...document.querySelectorAll(place)].some((one) => one.textContent.includes(wanted));
  const tell = (painted) => {
    const ends = performance.getEntriesByType('resource')
      .filter(({ name, responseEnd }) => name.includes(route) && responseEnd > 0)
      .map(({ responseEnd }) => responseEnd);
    if (ends.length === 0) setTimeout(tell, 10, painted);
    else resolve({ painted, ends });
  };
  const look = () => {
    if (!isThere()) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => tell(performance.now());
      channel.port2.postMessage(null);
    });
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, characterData: true });
  look();
})`;

interface Named {
  readonly displayName: string;
}

function pagesOf(asking: Asking, company: Company, { base }: ConsoleOver): readonly Shown[] {
  const someone = (salt: string, n: number): number => Math.floor(rolls(`page ${salt}`, n)() * company.people);
  const firstOf = async (path: string): Promise<string | undefined> => {
    const { items } = JSON.parse((await oneAnswer(asking, path)).text) as { readonly items?: readonly Named[] };
    return items?.[0]?.displayName;
  };
  const open = async (page: Page, path: string): Promise<void> => {
    await page.goto(`${base}/${path}`, { waitUntil: 'commit' });
  };
  const q = (n: number): string => company.name(someone('search', n)).family;
  const days = (n: number): string => {
    const from = CHANGED_FROM + (10 + 20 * n) * DAY;
    return `from=${dayOf(from)}&to=${dayOf(from + 7 * DAY)}`;
  };
  return [
    {
      name: 'People, a search as it is typed',
      route: '/api/directory/search',
      place: 'main tr:has(mark)',
      text: (n) => firstOf(`/search?limit=100&q=${encodeURIComponent(q(n))}`),
      show: async (page, n) => {
        await open(page, 'people');
        await page.getByRole('main').getByRole('table').waitFor();
        await page.getByLabel('Name or mail address', { exact: true }).fill(q(n));
      },
    },
    {
      name: 'Person',
      route: '/api/directory/employees/',
      place: 'h1',
      text: async (n) => {
        const { text } = await oneAnswer(asking, `/employees/${company.id(someone('person', n))}`);
        return (JSON.parse(text) as Partial<Named>).displayName;
      },
      show: (page, n) => open(page, `people/${company.id(someone('person', n))}`),
    },
    {
      name: 'Organisation',
      route: '/api/directory/org',
      place: 'main [role=treegrid] [role=row]',
      text: () => firstOf('/org?depth=2'),
      show: (page) => open(page, 'organisation'),
    },
    {
      name: 'Compare',
      route: '/api/directory/diff',
      place: 'main table',
      text: (n) => firstOf(`/diff?limit=100&${days(n)}`),
      show: (page, n) => open(page, `compare?${days(n)}`),
    },
  ];
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

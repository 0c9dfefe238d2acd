import anyAscii from 'any-ascii';
import { remembered } from './remembered.js';
import { searchable } from './searchable.js';

/** Characters of a text that are looked at; what is longer is found by its beginning. */
export const SEARCHED_CHARACTERS = 1_000;
/** Characters of a word that stand in the index; a longer one is found by them. */
export const MOST_LETTERS = 64;
/** Of a run of a script without spaces, how many of its clusters a word begins at. */
const MOST_SUFFIXES = 16;
/** Words of which the forms are remembered, some 300 bytes each. */
const WORDS = { most: 10_000, longest: MOST_LETTERS } as const;
/** Runs of a script without spaces: names have two to six characters, and of one with eight 2 kB are kept; of one with 64 it would be 10 kB. */
const RUNS = { most: 5_000, longest: 8 } as const;
/**
 * Of a word, from which its forms are made: they stand in the index by {@link MOST_LETTERS}, each of which may have three marks. Of
 * a run of 250 characters sixteen words of four forms took 13 ms.
 */
const READ_OF_WORD = 4 * MOST_LETTERS;

/**
 * The words of a text as they stand in the index, without repeats: as they are written, with ae oe ue for ä ö ü, in Latin
 * letters, and of a script without spaces from each of its characters on.
 */
export function searchWords(text: string): ReadonlySet<string> {
  if (ASCII.test(text)) return new Set(asciiWords(text).map(shortened));
  const words = new Set<string>();
  const short = composed(text);
  for (const word of writtenWords(short)) for (const form of indexedForms(word)) words.add(form);
  for (const run of unspacedRuns(short)) for (const form of suffixForms(run)) words.add(form);
  return words;
}

/** Most of what a name costs; most names have been there before. */
const indexedForms = remembered((word) => formsOf(word).flatMap(unbroken).map(shortened), WORDS);
const suffixForms = remembered((run) => suffixesOf(run).flatMap(indexedForms), RUNS);

/** The words of a name in order, in each of the ways in which all of it may be typed. */
export function nameForms(name: string): readonly (readonly string[])[] {
  if (ASCII.test(name)) return [(asciiLower(name).replaceAll("'", '').match(ASCII_WORD) ?? []).map(shortened)];
  const words = plainWords(composed(name).replace(APOSTROPHES, '')).map(typedForms);
  return WAYS.map((way) => words.map((forms) => forms[way]).filter((word) => word !== ''));
}

const WAYS = ['plain', 'expanded', 'latin'] as const;

const typedForms = remembered((word): Readonly<Record<(typeof WAYS)[number], string>> => {
  const plain = folded(word);
  return {
    plain: shortened(plain),
    expanded: shortened(expanded(word) ?? plain),
    latin: shortened(inLatin(word)),
  };
}, WORDS);

/** A word that somebody types, and as what else it may stand in the index. */
export function typedWords(text: string): readonly (readonly string[])[] {
  const typed = composed(text).replace(APOSTROPHES, '');
  const words = typed.split(/\s+/u).flatMap((word) => (ADDRESS.test(word) ? [word] : plainWords(word)));
  const forms = words.map((word) => [folded(word), expanded(word) ?? ''].map(shortened).filter((form) => form !== ''));
  const distinct = new Map(forms.flatMap((form) => (form[0] === undefined ? [] : [[form[0], [...new Set(form)]]])));
  return [...distinct.values()];
}

/**
 * What is looked at of a text. Some single letters are written for several words (ﷺ), and are those words from here on. Before
 * that all apostrophes are one: some would become a space and a mark.
 */
function composed(text: string): string {
  const short = text.slice(0, SEARCHED_CHARACTERS).replace(UNSEEN, '').replace(APOSTROPHES, "'");
  // A letter may be eighteen then.
  return short.normalize('NFKC').slice(0, SEARCHED_CHARACTERS);
}

/** Scripts that are written without spaces. */
const UNSPACED =
  '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]';
const HAS_UNSPACED = new RegExp(`(?=\\p{L})${UNSPACED}`, 'u');
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** From the beginning of a word alone: one of 5,000 letters is looked at once, and not from each of them on. */
const HYPHENATED = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}\p{N}]+(?:[-\u2010\u2011][\p{L}\p{M}\p{N}]+)+/gu;

/** Typed and printed ones, letters that stand for them, and those of Hebrew and Armenian. */
const APOSTROPHES =
  /['`\u00b4\u02b9-\u02bf\u02c8\u02ca\u02cb\u2018-\u201b\u2032\u2035\u055a\u05f3\uff07\uff40\ua78b\ua78c]/gu;

/** Between two letters of one word: joiners, soft hyphens, marks of direction. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** A mail address or the beginning of one, or a domain: it stands in the index as it is. */
const DOTTED = '[\\p{L}\\p{N}-]{2,}(?:\\.[\\p{L}\\p{N}-]{2,})+';
const ADDRESS = new RegExp(`@|^${DOTTED}$`, 'u');
const DOTTED_WORDS = new RegExp(`(?<!\\S)${DOTTED}(?!\\S)`, 'gu');

export function isUnspaced(word: string): boolean {
  return !ASCII.test(word) && HAS_UNSPACED.test(word);
}

/** `O'Brien` is obrien, o and brien; `Jean-Luc` is jean, luc and jeanluc. */
function writtenWords(text: string): string[] {
  const joined = text.replace(APOSTROPHES, '');
  const parts = joined === text ? [] : plainWords(text.replace(APOSTROPHES, ' '));
  const hyphenated = (joined.match(HYPHENATED) ?? []).map((word) => word.replace(/[-\u2010\u2011]/gu, ''));
  return [...plainWords(joined), ...parts, ...hyphenated, ...(joined.match(DOTTED_WORDS) ?? [])];
}

const ASCII_WORD = /[a-z0-9]+/g;
const ASCII_HYPHENATED = /(?<![a-z0-9])[a-z0-9]+(?:-[a-z0-9]+)+/g;

/** As {@link writtenWords}, folded: of these letters nothing but case is, and none has another form. */
function asciiWords(text: string): string[] {
  const lower = asciiLower(text);
  const joined = lower.replaceAll("'", '');
  const words: string[] = joined.match(ASCII_WORD) ?? [];
  if (joined !== lower) words.push(...(lower.match(ASCII_WORD) ?? []));
  if (joined.includes('-'))
    for (const word of joined.match(ASCII_HYPHENATED) ?? []) words.push(word.replaceAll('-', ''));
  if (joined.includes('.')) words.push(...(joined.match(DOTTED_WORDS) ?? []));
  return words;
}

function asciiLower(text: string): string {
  return text.slice(0, SEARCHED_CHARACTERS).toLowerCase().replaceAll('`', "'");
}

function plainWords(text: string): string[] {
  return text.match(WORD) ?? [];
}

function formsOf(word: string): string[] {
  const forms = [folded(word), expanded(word) ?? ''];
  return ASCII.test(word) ? forms : [...forms, inLatin(word), latin(folded(word))];
}

const ASCII = /^[\0-\x7f]*$/;

function folded(word: string): string {
  return searchable(word.slice(0, READ_OF_WORD));
}

const UMLAUTS: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
]);

/** undefined: it has none. */
function expanded(word: string): string | undefined {
  const lower = word.slice(0, READ_OF_WORD).normalize('NFC').toLowerCase();
  const written = lower.replace(/[äöü]/gu, (letter) => UMLAUTS.get(letter) ?? letter);
  return written === lower ? undefined : folded(written);
}

/** Wang for 王, Shestakov for Шестаков. */
function inLatin(word: string): string {
  return latin(word.slice(0, READ_OF_WORD).normalize('NFC'));
}

function latin(word: string): string {
  return anyAscii(word)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Each run of such scripts, and the same with the spaces that somebody has put between two of them. */
function unspacedRuns(text: string): string[] {
  if (!isUnspaced(text)) return [];
  const runs = plainWords(text).filter(isUnspaced);
  return runs.length > 1 ? [...runs, runs.join('')] : runs;
}

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

function suffixesOf(run: string): string[] {
  const suffixes: string[] = [];
  for (const { index } of clusters.segment(run)) {
    if (suffixes.length === MOST_SUFFIXES) break;
    suffixes.push(run.slice(index, index + READ_OF_WORD));
  }
  return suffixes;
}

/** As words stand in the index: without white space, which folding may make of a letter, and of whole characters. */
export function unbroken(form: string): string[] {
  return form.toWellFormed().match(/\S+/gu) ?? [];
}

export function shortened(word: string): string {
  return word.length <= MOST_LETTERS ? word : Array.from(word).slice(0, MOST_LETTERS).join('');
}

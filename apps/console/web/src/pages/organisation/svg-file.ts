import { BOX, type Box, type Drawing } from './drawing.ts';

const INSET = 12;
/** Printed and pasted into slides: on white, whatever the theme. */
const COLOURS = { paper: '#ffffff', line: '#868d9c', name: '#14171f', title: '#565d6d' } as const;

/** The picture as a file that needs nothing beside it. */
export function svgFile({ width, height, boxes, lines }: Drawing, name: string): string {
  const { paper, line } = COLOURS;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">`,
    `<title>${escaped(name)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<g fill="none" stroke="${line}">${lines.map((path) => `<path d="${path}"/>`).join('')}</g>`,
    ...boxes.map(boxText),
    '</svg>',
    '',
  ].join('\n');
}

/** Whoever has left has a frame of dashes. */
function boxText({ x, y, name, title, isActive }: Box): string {
  const { paper, line } = COLOURS;
  const dashes = isActive ? '' : ' stroke-dasharray="4 3"';
  const frame = `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8" fill="${paper}" stroke="${line}"${dashes}/>`;
  const nameAt = title === '' ? y + 27 : y + 19;
  const texts = [
    `<text x="${x + INSET}" y="${nameAt}" font-size="13" font-weight="600" fill="${COLOURS.name}">${escaped(name)}</text>`,
    ...(title === ''
      ? []
      : [`<text x="${x + INSET}" y="${y + 35}" font-size="11" fill="${COLOURS.title}">${escaped(title)}</text>`]),
  ];
  return `<g>${frame}${texts.join('')}</g>`;
}

const MEANT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What XML 1.0 §2.2 does not allow is left out. */
function escaped(text: string): string {
  const allowed = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
  return allowed.replaceAll(/[&<>"']/g, (one) => MEANT[one] ?? one);
}

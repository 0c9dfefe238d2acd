import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useText } from '../../i18n/locale.ts';
import { Button } from '../../ui/button.tsx';
import { useDay } from '../../ui/day-choice.tsx';
import type { Row } from './branches.ts';
import { BOX, drawingOf, MOST_BOXES, type Box, type Drawing } from './drawing.ts';
import type { Somebody } from './queries.ts';
import { save } from './save.ts';
import { svgFile } from './svg-file.ts';
import { ORGANISATION } from './texts.ts';

/** What is open in the tree, as a picture; what it shows can be read in the tree. */
export function Picture({ rows }: { readonly rows: readonly Row<Somebody>[] }): ReactNode {
  const t = useText(ORGANISATION);
  const { tenant } = useSession();
  const { day, today } = useDay();
  const drawing = drawingOf(rows);
  const name = t('pictureOf', { tenant: tenant?.name ?? '', day: day === '' ? today : day });
  return (
    <>
      <div className="chart-picture-head">
        <span className="muted small">{drawing.isCut ? t('pictureCut', { count: MOST_BOXES }) : t('pictureText')}</span>
        <Button isSmall onClick={() => save(svgFile(drawing, name), `organisation-${day === '' ? today : day}.svg`)}>
          {t('export')}
        </Button>
      </div>
      <div className="chart-picture" tabIndex={0} role="region" aria-label={t('view.picture')}>
        <Drawn drawing={drawing} name={name} />
      </div>
    </>
  );
}

interface DrawnProps {
  readonly drawing: Drawing;
  readonly name: string;
}

function Drawn({ drawing: { width, height, boxes, lines }, name }: DrawnProps): ReactNode {
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
      <g className="chart-lines">
        {lines.map((path, at) => (
          <path key={at} d={path} />
        ))}
      </g>
      {boxes.map((box) => (
        <DrawnBox key={box.key} box={box} />
      ))}
    </svg>
  );
}

const INSET = 12;

function DrawnBox({ box: { x, y, name, title, isActive } }: { readonly box: Box }): ReactNode {
  return (
    <g className={isActive ? 'chart-box' : 'chart-box chart-box-left'}>
      <rect x={x} y={y} width={BOX.width} height={BOX.height} rx={8} />
      <text x={x + INSET} y={title === '' ? y + 27 : y + 19} className="chart-name">
        {name}
      </text>
      {title !== '' && (
        <text x={x + INSET} y={y + 35} className="chart-title">
          {title}
        </text>
      )}
    </g>
  );
}

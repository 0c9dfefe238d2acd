import { useEffect, useRef, type ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Panel } from './panel.tsx';
import { UI } from './texts.ts';

interface OpenedProps {
  /** Of what is shown: the focus goes to it. */
  readonly id: string;
  readonly title: string;
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One of a list, above it. The focus comes to it and goes back when it is closed. */
export function Opened({ id, title, actions, onClose, children }: OpenedProps): ReactNode {
  const t = useText(UI);
  const frame = useRef<HTMLDivElement | null>(null);
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (frame.current?.contains(activeElement) !== true) last.current = activeElement;
    frame.current?.focus();
  }, [id]);
  useEffect(
    () => () => {
      if (last.current instanceof HTMLElement && last.current.isConnected) last.current.focus();
    },
    [],
  );
  const close = (
    <Button kind="quiet" isSmall onClick={onClose}>
      <Icon name="close" size={16} />
      {t('close')}
    </Button>
  );
  return (
    <div ref={frame} tabIndex={-1} className="opened">
      <Panel
        title={title}
        actions={
          <>
            {actions}
            {close}
          </>
        }
      >
        {children}
      </Panel>
    </div>
  );
}

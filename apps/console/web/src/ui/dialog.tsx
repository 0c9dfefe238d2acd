import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** null: neither Escape nor a click beside it closes it; only what is in it does. */
  readonly onClose: (() => void) | null;
  readonly actions: ReactNode;
  readonly children: ReactNode;
  readonly isAlert?: boolean;
  /** The id of what a reader says after the title. */
  readonly describedBy?: string;
}

export function Dialog(props: DialogProps): ReactNode {
  const { title, isOpen, onClose, actions, children, isAlert = false, describedBy } = props;
  return (
    <ModalOverlay
      className="dialog-veil"
      isOpen={isOpen}
      isDismissable={onClose !== null && !isAlert}
      isKeyboardDismissDisabled={onClose === null}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className="dialog-frame">
        <AriaDialog
          className="dialog"
          role={isAlert ? 'alertdialog' : 'dialog'}
          {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
        >
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          <div className="dialog-actions">{actions}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

import type { ComponentProps } from 'react';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { CONNECTIONS, type Connection } from '../queries.ts';

/** What each dialog of a setting is given. */
export interface SettingProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

export function SettingDialog(props: Omit<ComponentProps<typeof FormDialog>, 'changes'>) {
  return <FormDialog {...props} changes={[CONNECTIONS]} />;
}

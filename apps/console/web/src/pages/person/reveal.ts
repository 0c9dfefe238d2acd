import { answer, directoryApi, type AnswerOf } from '../../api/client.ts';
import type { operations } from '../../api/generated/directory.ts';

export type Revealed = AnswerOf<operations['revealSensitive']>;

interface Revealing {
  readonly id: string;
  readonly version: number | undefined;
}

/** An entry of the audit log each time. */
export function revealSensitive({ id, version }: Revealing): Promise<Revealed> {
  const body = version === undefined ? {} : { version };
  return answer(directoryApi.POST('/employees/{id}/sensitive', { params: { path: { id } }, body }));
}

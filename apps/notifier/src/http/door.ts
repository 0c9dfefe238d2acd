import { doorOfAll, operatorDoor, type Door, type FailedCredentials, type TokenGuard } from '#service';

export interface DoorParts {
  readonly guard: TokenGuard;
  /** null: no operator is let in. */
  readonly operatorToken: string | null;
  readonly failures: FailedCredentials;
}

/** Before the operator's API the operator's credential, before all else a reader's; a link in a mail is one of its own. */
export function notifierDoor({ guard, operatorToken, failures }: DoorParts): Door {
  const isReader = doorOfAll((request) => guard.admit(request));
  const isOperator = operatorDoor(operatorToken, failures);
  return (request) => {
    const route = request.routeOptions.url ?? '';
    if (route.startsWith('/confirm/')) return false;
    return route.startsWith('/admin/') ? isOperator(request) : isReader(request);
  };
}

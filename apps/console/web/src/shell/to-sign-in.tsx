import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { wayBack } from './way-back.ts';

/** Nobody is signed in: they sign in, and come back to where they are. */
export function ToSignIn(): null {
  const router = useRouter();
  useEffect(() => {
    const to = wayBack(router.latestLocation.href);
    void router.navigate({ to: '/sign-in', search: to === null ? {} : { to }, replace: true });
    // Once: while the page is on its way, the address is its own already.
  }, [router]);
  return null;
}

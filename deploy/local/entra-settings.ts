import { isCloud, LOCAL_AUTHORITY, type Cloud } from '../../apps/entra-simulator/src/wire/clouds.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What scim-api and the console believe of Entra's clouds: as the environment says. In a demonstration with people the simulator
 * stands in for the first cloud, so that connections by what Entra signs, and signing in, can be tried.
 */
export function entraSettings(
  env: Environment,
  { hasPeople }: { readonly hasPeople: boolean },
): Record<string, string> {
  const { ENTRA_CLOUDS, ENTRA_AUTHORITIES = hasPeople ? `${firstOf(ENTRA_CLOUDS)}=${LOCAL_AUTHORITY}` : undefined } =
    env;
  return {
    ...(ENTRA_CLOUDS === undefined ? {} : { ENTRA_CLOUDS }),
    ...(ENTRA_AUTHORITIES === undefined ? {} : { ENTRA_AUTHORITIES }),
  };
}

/** The cloud of the demonstration's connections, and what of this machine stands in for it. */
export function entraOf({ ENTRA_CLOUDS, ENTRA_AUTHORITIES = '' }: Environment): {
  readonly cloud: Cloud;
  readonly authority: string | null;
} {
  const cloud = firstOf(ENTRA_CLOUDS);
  const named = ENTRA_AUTHORITIES.split(',').find((one) => one.trim().startsWith(`${cloud}=`));
  return { cloud, authority: named?.split('=')[1]?.trim().replace(/\/+$/, '') ?? null };
}

function firstOf(clouds = 'global'): Cloud {
  const first = clouds.split(',')[0]?.trim() ?? '';
  return isCloud(first) ? first : 'global';
}

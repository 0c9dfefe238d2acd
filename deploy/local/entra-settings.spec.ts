import { describe, expect, it } from '@jest/globals';
import { entraOf, entraSettings } from './entra-settings.js';

const LOCAL = 'http://127.0.0.1:7399';

describe('what the demonstration believes of Entra', () => {
  it.each([
    ['nothing where there is nobody', {}, false, {}],
    ['the simulator’s issuer where there are people', {}, true, { ENTRA_AUTHORITIES: `global=${LOCAL}` }],
    [
      'what the environment says',
      { ENTRA_AUTHORITIES: 'usgov=http://[::1]:1' },
      true,
      { ENTRA_AUTHORITIES: 'usgov=http://[::1]:1' },
    ],
    ['Microsoft, where the environment says so', { ENTRA_AUTHORITIES: '' }, true, { ENTRA_AUTHORITIES: '' }],
    [
      'the issuer for the first cloud that is served',
      { ENTRA_CLOUDS: 'usgov,global' },
      true,
      { ENTRA_CLOUDS: 'usgov,global', ENTRA_AUTHORITIES: `usgov=${LOCAL}` },
    ],
  ])('is %s', (_what, env, hasPeople, settings) => {
    expect(entraSettings(env, { hasPeople })).toEqual(settings);
  });

  it.each([
    [{}, { cloud: 'global', authority: null }],
    [{ ENTRA_AUTHORITIES: '' }, { cloud: 'global', authority: null }],
    [{ ENTRA_AUTHORITIES: `china=http://[::1]:1, global=${LOCAL}/` }, { cloud: 'global', authority: LOCAL }],
    [
      { ENTRA_CLOUDS: 'china', ENTRA_AUTHORITIES: `global=${LOCAL}` },
      { cloud: 'china', authority: null },
    ],
  ])('has for connections of %j: %j', (settings, expected) => {
    expect(entraOf(settings)).toEqual(expected);
  });
});

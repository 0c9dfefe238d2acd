import { Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Needs, Problem } from '#service';
import type { BrakeRefusal, BrakeStore } from '../../storage/admin-brake-store.js';
import type { ConnectionKey } from '../../tenants/admin-store.js';
import { MAX_RELEASED_PEOPLE, type BrakeState } from '../../tenants/brake.js';
import { BrakeRelease, BrakeUpholding, BrakeView } from './brake-schemas.js';
import { Gives, Refuses, Takes } from './openapi.js';
import { OfConnection } from './operators-api.js';
import { Asks, AtConnection, found, type Asked } from './requests.js';
import { BRAKE_STORE } from './tokens.js';

@OfConnection('/brake')
export class AdminBrakeController {
  readonly #store: BrakeStore;

  constructor(@Inject(BRAKE_STORE) store: BrakeStore) {
    this.#store = store;
  }

  @Get()
  @Needs('overview:read')
  @ApiOperation({ summary: 'Show how a brake stands', operationId: 'getBrake' })
  @Gives(200, 'What it counts, and whether it holds.', BrakeView)
  async show(@AtConnection() connection: ConnectionKey): Promise<BrakeState> {
    return found(await this.#store.state(connection));
  }

  @Post('release')
  @HttpCode(200)
  @Needs('brake:lift')
  @ApiOperation({
    summary: 'Release a brake, for everybody or for some',
    description:
      'What was refused comes again with the next cycle of the provider; in Entra, restart provisioning to have it now.',
    operationId: 'releaseBrake',
  })
  @Takes(BrakeRelease)
  @Gives(200, 'How it stands.', BrakeView)
  @Refuses({ 409: 'There is no brake, or too many are released by name.' })
  async release(
    @AtConnection() connection: ConnectionKey,
    @Asks(BrakeRelease) { wanted, acting }: Asked<typeof BrakeRelease>,
  ): Promise<BrakeState> {
    return done(found(await this.#store.release(connection, wanted.people ?? null, acting)));
  }

  @Post('uphold')
  @HttpCode(200)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Uphold a brake: nobody is disabled or deleted until it is released',
    operationId: 'upholdBrake',
  })
  @Takes(BrakeUpholding)
  @Gives(200, 'How it stands.', BrakeView)
  @Refuses({ 409: 'There is no brake.' })
  async uphold(
    @AtConnection() connection: ConnectionKey,
    @Asks(BrakeUpholding) { acting }: Asked<typeof BrakeUpholding>,
  ): Promise<BrakeState> {
    return done(found(await this.#store.uphold(connection, acting)));
  }
}

function done(outcome: BrakeState | BrakeRefusal): BrakeState {
  if (typeof outcome !== 'string') {
    if ('unknown' in outcome) throw unknownPeople(outcome.unknown);
    return outcome;
  }
  const detail = {
    'is-off': 'The connection has no brake: set one first, by PATCH of the connection.',
    'too-many-people': `At most ${MAX_RELEASED_PEOPLE} people are released by name: release all, or wait for the others.`,
  }[outcome];
  throw new Problem(409, outcome === 'is-off' ? 'brake-off' : outcome, detail);
}

const MOST_SHOWN = 10;

function unknownPeople(ids: readonly string[]): Problem {
  const more = ids.length > MOST_SHOWN ? ` and ${ids.length - MOST_SHOWN} more` : '';
  const shown = ids.slice(0, MOST_SHOWN).join(', ');
  const detail = `people: the tenant has no user of the ids ${shown}${more}; leave them out. Nobody was released.`;
  return new Problem(400, 'unknown-people', detail, { member: 'people' });
}

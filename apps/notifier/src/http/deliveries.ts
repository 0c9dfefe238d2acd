import type { Pool } from 'pg';
import { Type, type Static } from 'typebox';
import { validate } from 'uuid';
import type { Acting } from '#contracts';
import { appendAct } from '#outbox';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import {
  dateTime,
  decodeCursor,
  NOT_FOUND,
  PAGE,
  pageOf,
  Problem,
  SharedPlaces,
  type Page,
  type PlacesOptions,
  type TenantReads,
} from '#service';
import { messageId } from '../templates/compose.js';
import type { DeliveryRow } from '../storage/statements/delivery-row.js';
import { countDeliveries } from '../storage/statements/count-deliveries.js';
import { findDelivery } from '../storage/statements/find-delivery.js';
import { listCoveredEvents } from '../storage/statements/list-covered-events.js';
import { listDeliveries, listDeliveriesOf } from '../storage/statements/list-deliveries.js';
import { resend } from '../storage/statements/resend.js';
import { deliveryTotals, type DeliveryTotals } from './delivery-totals.js';
import { deliveryView, STATUSES, storedStatuses, type Shown, type Status } from './delivery-view.js';

export const STATUS = Type.Optional(Type.Unsafe<Status>(Type.Union(STATUSES.map((status) => Type.Literal(status)))));

export const ListQuery = Type.Object({
  ...PAGE,
  personId: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'The id of a user: the mails about that person alone, not those about many.',
    }),
  ),
  eventId: Type.Optional(
    Type.String({ format: 'uuid', description: 'The id of an event: the mails that tell of it.' }),
  ),
  status: STATUS,
});
export const EventsQuery = Type.Object(PAGE);

export const ResendBody = Type.Object(
  {
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '\\S',
        description: 'Why, in the words of who asks: it stays in the audit log.',
        'x-expected': 'why, in up to 500 characters',
      }),
    ),
  },
  { additionalProperties: false },
);

const Place = Type.Object({ time: dateTime(), id: Type.String({ format: 'uuid' }) });
const EventPlace = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Connections that resend. */
export const RESENDS = 2;

/** Of who resends: one place is always another tenant's. */
const PLACES: PlacesOptions = {
  kind: 'write',
  places: RESENDS,
  placesOfTenant: 1,
  waiting: 1_000,
  waitingOfTenant: 20,
  waitMs: 5_000,
};

type OfPeople = Pick<Static<typeof ListQuery>, 'status' | 'cursor' | 'limit'> & { readonly people: readonly string[] };

/** The API's questions, each in a transaction that sees one tenant's rows and no others. */
export class Deliveries {
  readonly #resends = new SharedPlaces(PLACES);

  /** What commits has its own: while that waits for a standby, reading goes on. */
  readonly #pools: { readonly reads: TenantReads; readonly resends: Pool };
  readonly #options: { readonly from: string; readonly now: () => Date };

  constructor(
    pools: { readonly reads: TenantReads; readonly resends: Pool },
    options: { readonly from: string; readonly now: () => Date },
  ) {
    this.#pools = pools;
    this.#options = options;
  }

  async list(tenantId: string, query: Static<typeof ListQuery>, gone?: AbortSignal): Promise<Page<Shown>> {
    const after = query.cursor === undefined ? null : decodeCursor(Place, query.cursor);
    const statuses = query.status === undefined ? null : storedStatuses(query.status);
    const { limit, personId, eventId } = query;
    const of = { ...(personId !== undefined && { personId }), ...(eventId !== undefined && { eventId }) };
    const rows = await this.#pools.reads.list({ tenantId, gone }, (tx) =>
      listDeliveries(tx, { tenantId, statuses, after, limit: limit + 1, ...of }),
    );
    const place = (last: DeliveryRow) => ({ time: last.made_at.toISOString(), id: last.id });
    const { shown, next } = pageOf(rows, { limit, found: rows[0]?.found ?? 0, place });
    return { items: shown.map((row) => this.#view(row)), next };
  }

  /** Those about each of some people alone. */
  async ofPeople(
    tenantId: string,
    { people, status, cursor, limit }: OfPeople,
    gone?: AbortSignal,
  ): Promise<Page<Shown & { readonly personId: string }>> {
    const after = cursor === undefined ? null : decodeCursor(Place, cursor);
    const statuses = status === undefined ? null : storedStatuses(status);
    const rows = await this.#pools.reads.list({ tenantId, gone }, (tx) =>
      listDeliveriesOf(tx, people, { tenantId, statuses, after, limit: limit + 1 }),
    );
    const place = (last: DeliveryRow) => ({ time: last.made_at.toISOString(), id: last.id });
    const { shown, next } = pageOf(rows, { limit, found: rows[0]?.found ?? 0, place });
    return { items: shown.map((row) => ({ ...this.#view(row), personId: row.person_id })), next };
  }

  async totals(tenantId: string, gone?: AbortSignal): Promise<DeliveryTotals> {
    return deliveryTotals(await this.#pools.reads.list({ tenantId, gone }, (tx) => countDeliveries(tx, tenantId)));
  }

  async find(tenantId: string, id: string): Promise<Shown> {
    if (!validate(id)) throw NOT_FOUND;
    const row = await this.#pools.reads.lookUp({ tenantId }, (tx) => findDelivery(tx, tenantId, id));
    if (row === null) throw NOT_FOUND;
    return this.#view(row);
  }

  async events(tenantId: string, deliveryId: string, query: Static<typeof EventsQuery>): Promise<Page<string>> {
    await this.find(tenantId, deliveryId);
    const after = query.cursor === undefined ? null : decodeCursor(EventPlace, query.cursor).id;
    const { limit } = query;
    const ids = await this.#pools.reads.list({ tenantId }, (tx) =>
      listCoveredEvents(tx, { tenantId, deliveryId, after, limit: limit + 1 }),
    );
    const { shown: items, next } = pageOf(ids, { limit, place: (id) => ({ id }) });
    return { items, next };
  }

  /** @throws Problem 409 when the delivery is neither uncertain nor failed; ShareExceeded when too many of the tenant's wait */
  async resend(tenantId: string, id: string, acting: Acting): Promise<Shown> {
    if (!validate(id)) throw NOT_FOUND;
    const { row, isResent } = await this.#resends.run({ tenantId }, () =>
      within(this.#pools.resends, tenantId, async (tx) => {
        const at = this.#options.now();
        const before = await findDelivery(tx, tenantId, id);
        const isResent = await resend(tx, { tenantId, id }, at);
        const row = await findDelivery(tx, tenantId, id);
        if (isResent) {
          const changes = [{ path: 'status', before: before?.status ?? null, after: row?.status ?? null }];
          const object = { type: 'delivery', id };
          await appendAct(tx, { act: 'deliveries.resend', tenantId, object, at, changes }, acting);
        }
        return { row, isResent };
      }),
    );
    if (row === null) throw NOT_FOUND;
    if (!isResent) {
      throw new Problem(409, 'not-resendable', 'Only a delivery that is uncertain or has failed can be sent again.');
    }
    return this.#view(row);
  }

  #view(row: Parameters<typeof deliveryView>[0]): Shown {
    return deliveryView(row, messageId(row.id, this.#options.from));
  }
}

function within<Result>(pool: Pool, tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return inTransaction(pool, async (tx) => {
    await scopeToTenant(tx, tenantId);
    return work(tx);
  });
}

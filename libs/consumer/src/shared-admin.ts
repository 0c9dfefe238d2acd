import type { Admin, Kafka } from 'kafkajs';

/** One connection for all that ask at the same moment: after an assignment each partition is checked at once. */
export class SharedAdmin {
  readonly #kafka: Kafka;
  #shared: { readonly admin: Promise<Admin>; users: number } | null = null;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  async use<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    const shared = (this.#shared ??= { admin: this.#open(), users: 0 });
    shared.users += 1;
    try {
      return await work(await shared.admin);
    } finally {
      shared.users -= 1;
      if (shared.users === 0) {
        if (this.#shared === shared) this.#shared = null;
        await shared.admin.then((admin) => admin.disconnect()).catch(() => undefined);
      }
    }
  }

  async #open(): Promise<Admin> {
    const admin = this.#kafka.admin({ retry: { retries: 3 } });
    await admin.connect();
    return admin;
  }
}

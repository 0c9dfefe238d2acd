import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const [IV, TAG] = [12, 16];

/** Seals texts by AES-256-GCM under a key that is derived from CONSOLE_KEY, one for each purpose: any replica opens them. */
export class Seal {
  readonly #key: Buffer;

  /** @param purpose what is sealed for one is nothing for another */
  constructor(secret: string, purpose: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', `rollcall console ${purpose}`, 32));
  }

  /** @param context whose it is: for whom else it does not open */
  close(text: string, context: string): Buffer {
    const iv = randomBytes(IV);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  }

  /** Null: it was not sealed by this key for this context. */
  open(bytes: Buffer, context: string): string | null {
    if (bytes.length < IV + TAG) return null;
    try {
      const cipher = createDecipheriv(ALGORITHM, this.#key, bytes.subarray(0, IV), { authTagLength: TAG });
      cipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(IV, IV + TAG));
      return Buffer.concat([cipher.update(bytes.subarray(IV + TAG)), cipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}

import type { PageCount } from '../../base/units';

/** Bytes of the session blob: nonce 16, wrapped TEK 16, wrapped TIK 16, wrap IV 16, wrap MAC 32, policy MAC 32. */
export const SESSION_BYTES = 128;
/** Bytes of a packet header: flags 4, IV 16, MAC 32. */
export const PACKET_HEADER_BYTES = 52;
export const PACKET_PAGE_BYTES = 4096;

/** What SEND_START hands over in the clear and wrapped. Key ids are names: equal ids are equal keys. */
export interface SessionBlob {
  readonly nonce: number;
  /** Transport keys (TEK and TIK), wrapped for the target's PDH. */
  readonly tek: number;
  readonly fromPdh: number;
  readonly toPdh: number;
  /** What the policy MAC covers. */
  readonly policy: number;
  /** False when a bit was changed on the way: the wrap MAC then fails. */
  readonly intact: boolean;
}

/** Packets of consecutive IVs under one TEK: one page each. A single packet is a run of one page. */
export interface PacketRun {
  readonly tek: number;
  readonly firstIv: number;
  readonly pages: PageCount;
  /** False when the link changed a bit of one of them: its MAC then fails. */
  readonly intact: boolean;
}

/**
 * Transport keys of one START, in use until FINISH or CANCEL. Firmware draws each 128-bit IV at random (AMD-ASPFW,
 * ccp_direct_cipher.c); the model counts them, which never repeats one either.
 */
export class TransportSession {
  readonly tek: number;
  #nextIv: number;

  /** @param sealed packets sealed before, when a checkpoint is restored. */
  constructor(tek: number, sealed: PageCount = 0) {
    this.tek = tek;
    this.#nextIv = sealed;
  }

  /** Packets sealed so far. */
  get packets(): PageCount {
    return this.#nextIv;
  }

  seal(pages: PageCount): PacketRun {
    const firstIv = this.#nextIv;
    this.sealRow(pages);
    return { tek: this.tek, firstIv, pages, intact: true };
  }

  /** `seal` where nobody keeps the packets apart. */
  sealRow(pages: PageCount): void {
    // no message is built while all is well: this is called for every section
    if (!Number.isSafeInteger(this.#nextIv + pages)) throw new Error(`broken invariant: packet IVs beyond 2^53 under one TEK: ${String(this.#nextIv)} + ${String(pages)}`);
    this.#nextIv += pages;
  }

  /** The MAC of a packet holds only under the keys of its own session; order and repetition are not firmware's to see. */
  opens(run: PacketRun): boolean {
    return run.intact && run.tek === this.tek;
  }
}

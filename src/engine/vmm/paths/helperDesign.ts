import type { Bytes, PageCount } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { HelperChannel } from '../../helper/helperChannel';
import { HelperRing } from '../../helper/helperRing';
import { PageMailbox } from '../../helper/pageMailbox';
import { PostedMirror } from '../../helper/postedMirror';

/** 8 address and flags + 12 IV + 16 tag + 4096 [design: no upstream format exists]. */
const RING_RECORD_BYTES: Bytes = 4132;
/** be64 header, be32 subtype 4, be32 length, 12 IV + 16 tag, be32 4096, the page. Source: confidential-migration.md 4.5. */
const MAILBOX_RECORD_BYTES: Bytes = 4144;

const CPU_MODEL = 'QEMU\u2019s CPU model';

/** What tells the three helper designs apart, besides the time of a page. Source: confidential-migration.md 4.3, 4.5. */
export interface HelperDesign {
  readonly recordBytes: Bytes;
  newChannel(): HelperChannel;
  /** Pages that the channel may hold at once. */
  readonly inFlight: PageCount;
  /** vCPUs of the mirror VM that work. */
  readonly vcpus: number;
  /** Cores that one ns of busy time costs: the helper's, and the host's that polls. */
  readonly cores: number;
  /** Where the CPUID of the mirror's vCPUs is from. */
  readonly cpuid: string;
  /** The mirror VM exists from the start of QEMU, boots like a guest, and shares the dirty log's flags. */
  readonly asPosted: boolean;
  /** Another address space than the guest's: its writes at the destination do not clash with userfaultfd. */
  readonly ownAddressSpace: boolean;
}

/** The design that a mechanism names; undefined for a mechanism without a helper. */
export function helperDesignOf({ mechanism, helper }: Pick<EngineConfig, 'mechanism' | 'helper'>): HelperDesign | undefined {
  switch (mechanism) {
    case 'plain': case 'psp': return undefined;
    case 'mirror-ring': return {
      recordBytes: RING_RECORD_BYTES, newChannel: () => new HelperRing(helper), inFlight: helper.ringDepth, vcpus: helper.vcpus, cores: helper.vcpus,
      cpuid: 'of KVM_GET_SUPPORTED_CPUID', asPosted: false, ownAddressSpace: true,
    };
    case 'mailbox': return {
      recordBytes: MAILBOX_RECORD_BYTES, newChannel: () => new PageMailbox(helper.pageNs), inFlight: 1, vcpus: 1, cores: 2,
      cpuid: CPU_MODEL, asPosted: false, ownAddressSpace: false,
    };
    case 'mirror-rfc': return {
      recordBytes: MAILBOX_RECORD_BYTES, newChannel: () => new PostedMirror(helper.pageNs), inFlight: 1, vcpus: 1, cores: 2,
      cpuid: CPU_MODEL, asPosted: true, ownAddressSpace: false,
    };
  }
}

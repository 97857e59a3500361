import type { Bytes, PageCount, SimNs } from '../../base/units';
import type { RunEvent } from '../../engine/record/runEvent';
import type { SeriesSet } from '../../engine/record/series';
import type { LifeStart } from './lifeStarts';
import type { ServerId } from './servers';

/** What a timeline shows of one run, apart from play head, cursor and zoom. */
export interface TimelineInput {
  readonly series: SeriesSet | undefined;
  readonly events: readonly RunEvent[];
  /** How far the run is computed; nothing beyond it is known. */
  readonly computedNs: SimNs;
  /** End of the run; while it is computed, the best guess, which may still grow. */
  readonly endNs: SimNs;
  readonly done: boolean;
  /** The engine ended before the run did: nothing computes what lies beyond. */
  readonly stopped?: boolean;
  /** Only servers that exist have a strip. */
  readonly servers: readonly ServerId[];
  readonly autoConverge: boolean;
  /** What the binding stage could do alone: the dotted line, and the domain of the rate. */
  readonly capacity?: number;
  /** When a `migrate` was refused; the timeline then shows the guest's life only. */
  readonly refusedNs?: SimNs;
  /** What was refused, if not `migrate` itself. */
  readonly refusedCommand?: string;
  /** The guest's boots and secure switches, in order of time. */
  readonly life?: readonly LifeStart[];
  /** The script moves nothing: the rows of a transfer are left out. */
  readonly still?: boolean;
  /** Pages that a boot pins at most: their count has a row. */
  readonly pinnablePages?: PageCount;
  /** States of a POWER guest's frames: their counts have a row. */
  readonly gfns?: readonly GfnSample[];
  /** 4096, or 65536 for POWER. */
  readonly pageBytes: Bytes;
  /** Wall time that the computation took, as a short text: `0.6 s`. */
  readonly cost?: string;
  /** Replaces the domains of this run, so that A and B share theirs. */
  readonly domains?: Partial<TimelineDomains>;
}

/** Frames by state from a moment on, until the next sample. */
export interface GfnSample {
  readonly atNs: SimNs;
  readonly secure: PageCount;
  readonly pagedOut: PageCount;
  readonly shared: PageCount;
  readonly normal: PageCount;
}

/** Upper ends of the value axes; `remainingFloor` is the lower end of the log axis. */
export interface TimelineDomains {
  readonly rate: number;
  readonly dirtying: number;
  readonly remaining: number;
  readonly remainingFloor: number;
}

import { triggerThrottle } from './cpuThrottle';
import type { MigrationThread, ThreadParts } from './migrationThread';

/** Source: cpu-throttle.c, the throttle's own sync timer (10.x). */
export const THROTTLE_TIMER_MS = 5000;

/** migration_bitmap_sync, and the rates that are computed in it and nowhere else. */
export class BitmapSync {
  private readonly parts: ThreadParts;
  private readonly thread: MigrationThread;
  private readonly old: boolean;

  constructor(parts: ThreadParts, thread: MigrationThread) {
    this.parts = parts;
    this.thread = thread;
    this.old = parts.config.vmm.qemu === '7.2';
  }

  get hasThrottleTimer(): boolean {
    return !this.old && this.thread.parameters.autoConverge && !this.thread.postcopy.state.active;
  }

  /** Source: migration_bitmap_sync. */
  sync(): void {
    const { parts, thread } = this;
    const { state, counters } = thread;
    counters.dirtySyncCount++;
    if (counters.dirtySyncCount === 1) counters.timeLastBitmapSyncMs = Math.floor(state.nowNs / 1e6);
    const writesBefore = this.thread.sender.state.writesAtSync;
    const isListFirst = parts.faults.isArmed && parts.faults.has('F-05');
    if (isListFirst) parts.status?.readAll(parts.log.state.reads);
    parts.guest.writeUntil(state.nowNs);
    const logged = parts.log.sync();
    const own = parts.path?.markOwnPages(parts.planes) ?? 0;
    parts.path?.watch.synchronised(own);
    const added = logged + own;
    if (!isListFirst) parts.status?.readAll(parts.log.state.reads);
    if (added > 0) this.thread.sender.state.writesPerPage = (parts.guest.state.writes - writesBefore) / added;
    this.thread.sender.state.writesAtSync = parts.guest.state.writes;
    this.thread.sender.records.synchronised(parts.guest.state.writes, added);
    counters.dirtyPages += added;
    counters.numDirtyPagesPeriod += added;
    state.nowNs += parts.costs.syncNs + Math.round((parts.planes.pages / 262144) * parts.costs.syncPerGibNs) + (parts.path?.syncNs ?? 0);
    this.closePeriod();
    counters.dirtyBytesLastSync = counters.dirtyPages * 4096;
    parts.events.add({ atNs: state.nowNs, kind: 'qmp', host: 'source', name: 'MIGRATION_PASS', value: String(counters.dirtySyncCount) });
    this.noteRemaining();
  }

  /** Rates are computed only in a sync more than 1 s after the last period began. Source: migration_bitmap_sync, end. */
  private closePeriod(): void {
    const { counters } = this.thread;
    const nowMs = Math.floor(this.thread.state.nowNs / 1e6);
    if (nowMs <= counters.timeLastBitmapSyncMs + 1000) return;
    const transferred = this.old ? counters.ramBytes : this.thread.channel.transferredBytes;
    const percent = triggerThrottle(counters, this.thread.parameters, transferred);
    if (percent !== undefined) this.thread.setThrottle(this.thread.state.nowNs, percent);
    this.thread.sender.xbzrle?.updateRates(this.thread.sender.state.pageEvents);
    counters.dirtyPagesRate = Math.floor((counters.numDirtyPagesPeriod * 1000) / (nowMs - counters.timeLastBitmapSyncMs));
    counters.timeLastBitmapSyncMs = nowMs;
    counters.numDirtyPagesPeriod = 0;
    counters.bytesXferPrev = transferred;
  }

  /** 10.x: a sync every 5 s if none happened, except in the first pass. Source: cpu_throttle_dirty_sync_timer_tick. */
  throttleTimer(): void {
    const { counters } = this.thread;
    if (!this.hasThrottleTimer) return;
    while (Math.floor(this.thread.state.nowNs / 1e6) >= counters.throttleTimerMs) {
      if (counters.dirtySyncCount > 1 && counters.dirtySyncCount === counters.throttleTimerSyncCount) this.sync();
      counters.throttleTimerSyncCount = counters.dirtySyncCount;
      counters.throttleTimerMs += THROTTLE_TIMER_MS;
    }
  }

  private noteRemaining(): void {
    const { state, counters } = this.thread;
    if (counters.dirtyPages < state.bestRemaining) {
      Object.assign(state, { bestRemaining: counters.dirtyPages, bestNs: state.nowNs, passesSinceBest: 0 });
    } else {
      state.passesSinceBest++;
    }
  }
}

import { describe, expect, it } from 'vitest';
import { fragmentOf, openedFrom, syncAddress, type AddressBar } from '../../src/app/urlSync';
import { GIB } from '../../src/base/units';
import { createAppStore } from '../../src/store/createAppStore';

/** An address bar and its history; timers run when the test says so. */
class Bar implements AddressBar {
  readonly entries: string[];
  at = 0;
  private readonly listeners: (() => void)[] = [];
  private waiting: (() => void)[] = [];

  constructor(first: string) {
    this.entries = [first];
  }

  readonly fragment = (): string => this.entries[this.at] ?? '';
  readonly push = (fragment: string): void => {
    this.entries.splice(this.at + 1, Infinity, fragment);
    this.at += 1;
  };
  readonly replace = (fragment: string): void => void (this.entries[this.at] = fragment);
  readonly later = (callback: () => void): void => void this.waiting.push(callback);
  readonly onMoved = (listener: () => void): (() => void) => {
    this.listeners.push(listener);
    return () => void this.listeners.splice(this.listeners.indexOf(listener), 1);
  };

  passTime(): void {
    for (const callback of this.waiting.splice(0)) callback();
  }

  go(steps: number): void {
    this.at += steps;
    for (const listener of this.listeners) listener();
  }

  edit(fragment: string): void {
    this.push(fragment);
    for (const listener of this.listeners) listener();
  }
}

function laboratoryAt(fragment: string) {
  const bar = new Bar(fragment);
  const first = openedFrom(fragment);
  const store = createAppStore({ scenario: first.scenario, preset: first.preset });
  store.setState({ firstVisit: fragment === '', computedNs: 1e12, computing: false });
  syncAddress(store, bar);
  const memory = (gib: number, kind: 'step' | 'motion' = 'step') =>
    store.getState().changeScenario({ ...store.getState().scenario, memory: gib * GIB }, kind);
  return { bar, store, memory };
}

describe('the address bar', () => {
  it('takes a step of its history for a step of the scenario', () => {
    const { bar, memory } = laboratoryAt('#v=1&memory=4GiB');
    memory(8);
    memory(32);
    expect(bar.entries).toEqual(['#v=1&memory=4GiB', '#v=1&memory=8GiB&model=1', '#v=1&memory=32GiB&model=1']);
  });

  it('takes one step for a whole drag, at its end', () => {
    const { bar, store, memory } = laboratoryAt('#v=1');
    for (const gib of [5, 6, 7]) memory(gib, 'motion');
    bar.passTime();
    expect(bar.entries).toHaveLength(1);
    store.getState().endMotion();
    expect(bar.entries.at(-1)).toBe('#v=1&memory=7GiB&model=1');
    expect(bar.entries).toHaveLength(2);
  });

  it('is replaced for what is looked at, once per pause however often it moves', () => {
    const { bar, store } = laboratoryAt('#v=1&memory=4GiB');
    for (let second = 1; second <= 50; second += 1) store.getState().seek(second * 1e9);
    store.getState().changeView({ mode: 'age' });
    bar.passTime();
    expect(bar.entries).toEqual(['#v=1&memory=4GiB&model=1&view.mode=age&view.t=50s']);
  });

  it('holds no moment while the run plays', () => {
    const { bar, store } = laboratoryAt('#v=1&memory=4GiB');
    store.getState().seek(5e9);
    store.getState().play();
    bar.passTime();
    expect(bar.fragment()).toBe('#v=1&memory=4GiB&model=1');
  });

  it('stays bare on a first visit until something is changed', () => {
    const { bar, store, memory } = laboratoryAt('');
    store.getState().seek(3e9);
    bar.passTime();
    expect(bar.fragment()).toBe('');
    memory(8);
    expect(bar.fragment()).toContain('memory=8GiB');
  });

  it('goes back and forward through scenarios without writing new ones', () => {
    const { bar, store, memory } = laboratoryAt('#v=1&memory=4GiB');
    memory(8);
    memory(32);
    bar.go(-1);
    expect(store.getState().scenario.memory).toBe(8 * GIB);
    bar.go(-1);
    expect(store.getState().scenario.memory).toBe(4 * GIB);
    bar.go(2);
    bar.passTime();
    expect([store.getState().scenario.memory, bar.entries.length]).toEqual([32 * GIB, 3]);
  });

  it('opens what somebody types into it, and keeps a broken link as the person wrote it until something changes', () => {
    const { bar, store } = laboratoryAt('#v=1');
    bar.edit('#v=1&memory=banana&mechanism=psp');
    const state = store.getState();
    expect([state.scenario.mechanism, state.notices.length, bar.fragment()]).toEqual(['psp', 1, '#v=1&memory=banana&mechanism=psp']);
  });
});

describe('a link', () => {
  it('opens as what it was made of', () => {
    const { store, memory } = laboratoryAt('#v=1&preset=sev-psp');
    memory(48);
    store.getState().seek(61_300_000_000);
    store.getState().changeView({ order: 'hilbert', page: 0x62a });
    const opened = openedFrom(fragmentOf(store.getState(), true));
    expect(opened).toMatchObject({ scenario: store.getState().scenario, preset: 'sev-psp', notices: [], atNs: 61_300_000_000, view: { order: 'hilbert', page: 0x62a } });
    expect(openedFrom(fragmentOf(store.getState(), false)).atNs).toBeUndefined();
  });

  it.each(['', '#', '#&&&', '#v=1&__proto__=1', '#%%%', `#v=1&memory=${'9'.repeat(5000)}`, '#v=1&view.t=NaN&view.gfn=-1&view.pages=9e99&view.mode=toString'])(
    'never fails: %s',
    (link) => {
      const opened = openedFrom(link);
      expect(opened.scenario.memory).toBeGreaterThan(0);
      expect(opened.view?.page).toBeUndefined();
      expect(opened.view?.mode).toBe('state');
    },
  );

  it('keeps a page that is plugged in later', () => {
    const page = (link: string) => openedFrom(link).view?.page;
    expect(page('#v=1&memory=64MiB&at=0s:migrate&at=2s:hotplug:64MiB&view.gfn=0x4001')).toBe(0x4001);
    expect(page('#v=1&memory=64MiB&at=0s:migrate&view.gfn=0x4001')).toBeUndefined();
  });

  it('that is newer opens with a notice that says so', () => {
    expect(openedFrom('#v=999&memory=4GiB').notices.map((notice) => notice.text).join(' ')).toMatch(/newer/);
  });
});

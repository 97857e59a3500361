import { describe, expect, it } from 'vitest';
import { computeRun } from '../../../src/cli/computeRun';
import type { RunEvent } from '../../../src/engine/record/runEvent';
import { GUEST_STATE } from '../../../src/engine/sev/guestState';
import { FAULT_STORIES } from '../../../src/scenario/faultStories';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

const SMALL = '#v=1&memory=256MiB&shared=8MiB&working-set=32MiB&writes=1k&bandwidth=1Gbit/s&downtime-limit=100ms&psp-page-time=50us';
const MIRROR = /^(KVM_(?!SEV)|CAP_|close mirror|mailbox)/;
const PAGES = /^(un)?pin_user_pages/;

function machineOf(name: string): string {
  if (PAGES.test(name)) return 'pages';
  return MIRROR.test(name) ? 'mirror' : 'guest';
}
/** Its vCPU's thread enters and leaves the mirror by itself. */
const ENTERED = ['VCPU_READY', 'IDLE', 'RUNNING'];

function commandsOf(link: string): readonly RunEvent[] {
  const { scenario } = decodeLink(link);
  return computeRun(toConfig(scenario), 0).recording.events.filter(({ kind }) => kind === 'command');
}

/** What each of a host's machines was in, one command after the other: the guest in its firmware, its mirror, and its pinned pages. */
function breaks(commands: readonly RunEvent[], first: Readonly<Record<string, string>>): readonly string[] {
  const known: Record<string, string> = { ...first };
  return commands.flatMap(({ host, name, states }) => {
    if (states === undefined) return [];
    const machine = `${host} ${machineOf(name)}`;
    const before = known[machine] ?? states[0];
    known[machine] = states[1];
    const isSame = before === states[0] || (machine.endsWith('mirror') && ENTERED.includes(before) && ENTERED.includes(states[0]));
    return isSame ? [] : [`${name} of the ${machine}: in ${states[0]}, left in ${before}`];
  });
}

/** Name, and link. */
const RUNS: readonly (readonly [string, string])[] = [
  ['psp', `${SMALL}&mechanism=psp`], ['mirror-ring', `${SMALL}&mechanism=mirror-ring`], ['mirror-rfc', `${SMALL}&mechanism=mirror-rfc`],
  ['mailbox', `${SMALL}&mechanism=mailbox`], ['helper image by PSP', `${SMALL}&mechanism=mirror-ring&helper-image=4MiB`],
  ['cancel and a second try', `${SMALL}&mechanism=psp&at=0s:migrate&at=1s:migrate_cancel&at=2s:migrate`],
  ...['F-10', 'F-11', 'F-12', 'F-13', 'F-14', 'F-16', 'F-19'].map((id) => [id, FAULT_STORIES[id]!] as const),
];

describe('states before and after a command', () => {
  it.each(RUNS)('%s: each command finds the state that the one before it left', (_, link) => {
    const commands = commandsOf(link);
    expect(breaks(commands, { 'source guest': 'RUNNING', 'source mirror': 'ABSENT', 'destination mirror': 'ABSENT' })).toEqual([]);
    expect(commands.filter(({ states, state }) => state !== undefined && states?.[1] !== state)).toEqual([]);
  });

  it('are told of every command of the firmware, with arguments where it has any', () => {
    const asked = commandsOf(`${SMALL}&mechanism=psp`).filter(({ fwError }) => fwError !== undefined);
    expect(asked.filter(({ states }) => states === undefined)).toEqual([]);
    expect(asked.filter(({ args, value }) => args === undefined && value === undefined)).toEqual([]);
    expect(asked.flatMap(({ states = [] }) => states).filter((state) => !(state in GUEST_STATE))).toEqual([]);
    expect(asked.find(({ name, ret }) => name === 'SEND_START' && ret === 0)).toMatchObject({ args: 'policy 0x1, session 128 B', states: ['RUNNING', 'SUPDATE'] });
    expect(asked.at(-1)).toMatchObject({ name: 'DEACTIVATE, DECOMMISSION', states: ['SENT', 'UNINIT'] });
  });

  it('of a command that failed are one and the same', () => {
    const failed = commandsOf(FAULT_STORIES['F-12']!).find(({ fwError }) => fwError === 6);
    expect(failed).toMatchObject({ name: 'SEND_START', ret: -5, states: ['RUNNING', 'RUNNING'] });
  });

  it('of a POWER guest are those of its VM', () => {
    const told = commandsOf(FAULT_STORIES['F-35']!).filter(({ states }) => states !== undefined && states[0] !== states[1]);
    expect(told.map(({ name, states }) => [name, ...states!])).toEqual([['H_SVM_INIT_START', 'NORMAL', 'TRANSIENT'], ['H_SVM_INIT_DONE', 'TRANSIENT', 'SECURE']]);
  });
});

import type { SimNs } from '../../../base/units';
import type { HostName } from '../../record/runEvent';
import type { PathServer } from './privatePath';

const SERVERS: readonly PathServer[] = ['psp-source', 'psp-destination', 'helper-source', 'helper-destination'];

/** What the hosts had done when they took their present roles; plain data, for checkpoints. */
export interface RoleAccountsState {
  sinceNs: SimNs;
  /** Added to a server's own busy time so that the role's only grows. */
  carriedNs: Record<PathServer, SimNs>;
  /** The role's busy time then. */
  beforeNs: Record<PathServer, SimNs>;
  commands: Record<HostName, number>;
  pspNs: Record<HostName, SimNs>;
}

/** What one host's PSP had served for this guest. */
interface Served {
  readonly commands: number;
  readonly ownBusyNs: SimNs;
}

function none(): RoleAccountsState {
  return {
    sinceNs: 0, carriedNs: { 'psp-source': 0, 'psp-destination': 0, 'helper-source': 0, 'helper-destination': 0 },
    beforeNs: { 'psp-source': 0, 'psp-destination': 0, 'helper-source': 0, 'helper-destination': 0 },
    commands: { source: 0, destination: 0 }, pspNs: { source: 0, destination: 0 },
  };
}

function copyOf({ sinceNs, carriedNs, beforeNs, commands, pspNs }: RoleAccountsState): RoleAccountsState {
  return { sinceNs, carriedNs: { ...carriedNs }, beforeNs: { ...beforeNs }, commands: { ...commands }, pspNs: { ...pspNs } };
}

/**
 * Accounts of the roles source and destination over hosts that change them: a series of a role goes on where the host before left it,
 * a figure of a move counts from the change on.
 */
export class RoleAccounts {
  readonly state: RoleAccountsState = none();

  /** Busy time of a role over all hosts that had it. `ownNs`: of the present host. */
  busyNs(server: PathServer, ownNs: SimNs): SimNs {
    return this.state.carriedNs[server] + ownNs;
  }

  /** The roles change at `atNs`. `left` and `taken`: busy times of the hosts that had and that take them. */
  change(atNs: SimNs, left: (server: PathServer) => SimNs, taken: (server: PathServer) => SimNs, served: Readonly<Record<HostName, Served>>): void {
    const { carriedNs, beforeNs, commands, pspNs } = this.state;
    this.state.sinceNs = atNs;
    for (const server of SERVERS) {
      beforeNs[server] = carriedNs[server] + left(server);
      carriedNs[server] = beforeNs[server] - taken(server);
    }
    for (const host of ['source', 'destination'] as const) {
      commands[host] = served[host].commands;
      pspNs[host] = served[host].ownBusyNs;
    }
  }

  capture(): RoleAccountsState {
    return copyOf(this.state);
  }

  restore(saved: RoleAccountsState): void {
    Object.assign(this.state, copyOf(saved));
  }
}

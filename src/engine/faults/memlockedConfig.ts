import type { EngineConfig } from '../config';
import type { FaultPlan } from './faultPlan';

/** Share of the guest's RAM that RLIMIT_MEMLOCK allows under F-21 [choice]: whatever is registered, it is too much. */
const ALLOWED_SHARE = 1 / 2;

/** The scenario as whoever registers memory finds it: with F-21 armed its limit is lower. */
export function memlockedConfig(config: EngineConfig, faults: FaultPlan): EngineConfig {
  if (!faults.has('F-21')) return config;
  const memlockBytes = Math.min(config.hosts.memlockBytes, Math.floor(config.guest.pages * config.guest.pageBytes * ALLOWED_SHARE));
  return { ...config, hosts: { ...config.hosts, memlockBytes } };
}

/** A guest of 256 MiB, 8 MiB of them shared, that works on 32 MiB; over a link that takes two seconds for it. */
const SMALL = 'memory=256MiB&shared=8MiB&working-set=32MiB&writes=1k&bandwidth=1Gbit/s&downtime-limit=100ms';
const FIRMWARE = `${SMALL}&mechanism=psp&psp-page-time=500us`;
const OWNED = `${FIRMWARE}&policy=nodbg,domain`;
const RING = `${SMALL}&mechanism=mirror-ring`;
const POSTED = `${SMALL}&status-interface=rfc-v1`;
const POWER = 'guest=pef&memory=4GiB&working-set=256MiB&needed-pages=256MiB&shared=8MiB&until=60s';

/**
 * A scenario for each fault that shows it, as the fragment of a link: small, the fault before whatever it concerns. Without its fault
 * actions it is a run in which nothing is wrong that is not wrong in that interface anyway.
 */
export const FAULT_STORIES: Readonly<Record<string, string>> = {
  'F-01': `#v=1&${FIRMWARE}&at=0.5s:fault:F-01&at=1s:migrate`,
  'F-02': `#v=1&${FIRMWARE}&at=0.5s:fault:F-02&at=1s:migrate`,
  'F-03': `#v=1&${SMALL}&at=0s:fault:F-03&at=1s:reboot&at=8s:migrate`,
  'F-04': `#v=1&${FIRMWARE}&at=0s:fault:F-04&at=1s:migrate&at=60s:migrate`,
  'F-05': `#v=1&memory=4GiB&shared=8MiB&working-set=256MiB&writes=1k&bandwidth=1Gbit/s&conversions=100&at=0s:fault:F-05&at=1s:migrate`,
  'F-06': `#v=1&${SMALL}&at=0s:fault:F-06&at=1s:migrate`,
  'F-07': `#v=1&${POSTED}&at=0s:fault:F-07&at=1s:migrate`,
  'F-08': `#v=1&${POSTED}&at=0s:fault:F-08&at=1s:migrate`,
  'F-09': `#v=1&${SMALL}&mechanism=psp&psp-page-time=750us&at=0s:fault:F-09&at=1s:migrate`,
  'F-10': `#v=1&${FIRMWARE}&at=1s:migrate&at=5s:fault:F-10`,
  'F-11': `#v=1&${OWNED}&at=0s:fault:F-11&at=1s:migrate`,
  'F-12': `#v=1&${OWNED}&at=0s:fault:F-12&at=1s:migrate`,
  'F-13': `#v=1&${FIRMWARE}&at=0s:fault:F-13&at=1s:migrate`,
  'F-14': `#v=1&${FIRMWARE}&at=1s:migrate&at=5s:fault:F-14`,
  'F-15': `#v=1&${FIRMWARE}&at=0s:fault:F-15&at=1s:migrate`,
  'F-16': `#v=1&${FIRMWARE}&at=1s:migrate&at=5s:fault:F-16`,
  'F-17': `#v=1&${FIRMWARE}&at=0s:fault:F-17&at=1s:migrate`,
  'F-18': `#v=1&${FIRMWARE}&at=0s:fault:F-18&at=1s:migrate`,
  'F-19': `#v=1&${FIRMWARE}&at=0s:fault:F-19:stop&at=1s:migrate`,
  'F-20': `#v=1&${SMALL}&at=0.5s:fault:F-20&at=1s:migrate`,
  'F-21': `#v=1&${SMALL}&at=0s:fault:F-21&at=1s:boot&at=9s:migrate`,
  'F-22': `#v=1&${SMALL}&pinning=demand&zero=50&at=0.5s:migrate&at=0.6s:fault:F-22`,
  'F-23': `#v=1&${SMALL}&at=0s:fault:F-23&at=1s:migrate`,
  'F-24': `#v=1&${RING}&at=0s:fault:F-24&at=1s:migrate`,
  'F-25': `#v=1&${RING}&at=0s:fault:F-25&at=1s:migrate`,
  'F-26': `#v=1&${RING}&workload=idle&at=1s:migrate&at=1.2s:fault:F-26`,
  'F-27': `#v=1&${RING}&at=1s:migrate&at=1.2s:fault:F-27`,
  'F-28': `#v=1&${RING}&at=1s:migrate&at=1.2s:fault:F-28`,
  'F-29': `#v=1&${RING}&at=0s:fault:F-29&at=1s:migrate`,
  'F-30': `#v=1&${RING}&at=0.5s:fault:F-30&at=1s:migrate&at=1.2s:hotplug:64MiB`,
  'F-31': `#v=1&${POWER}&at=0s:fault:F-31&at=1s:esm&at=30s:hotplug:64MiB`,
  'F-32': `#v=1&${POWER}&at=0s:fault:F-32&at=1s:esm`,
  'F-33': `#v=1&${POWER}&paged-out=16MiB&at=0s:fault:F-33&at=1s:esm`,
  'F-34': `#v=1&${POWER}&at=1s:esm&at=2.1s:fault:F-34`,
  'F-35': `#v=1&${POWER}&at=1s:esm&at=30s:fault:F-35`,
  'F-36': `#v=1&${POWER}&at=1s:esm&at=29s:fault:F-36&at=30s:reboot`,
  'F-37': `#v=1&${POWER}&at=1s:esm&at=30s:fault:F-37`,
  'F-38': `#v=1&${POWER}&at=0s:fault:F-38&at=1s:esm`,
  'F-39': `#v=1&${SMALL}&at=0.5s:fault:F-39&at=1s:migrate`,
  'F-40': `#v=1&${SMALL}&at=0.5s:fault:F-40&at=1s:migrate`,
};

/** A guest of 256 MiB, 8 MiB of them shared, that works on 32 MiB; over a link that takes two seconds for it. */
const SMALL = 'memory=256MiB&shared=8MiB&working-set=32MiB&writes=1k&bandwidth=1Gbit/s&downtime-limit=100ms';
const FIRMWARE = `${SMALL}&mechanism=psp&psp-page-time=500us`;
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
  'F-04': `#v=1&${FIRMWARE}&at=0s:fault:F-04&at=1s:migrate`,
  'F-05': `#v=1&memory=4GiB&shared=8MiB&working-set=256MiB&writes=1k&bandwidth=1Gbit/s&conversions=100&at=0s:fault:F-05&at=1s:migrate`,
  'F-06': `#v=1&${SMALL}&at=0s:fault:F-06&at=1s:migrate`,
  'F-07': `#v=1&${POSTED}&at=0s:fault:F-07&at=1s:migrate`,
  'F-08': `#v=1&${POSTED}&at=0s:fault:F-08&at=1s:migrate`,
  'F-20': `#v=1&${SMALL}&at=0.5s:fault:F-20&at=1s:migrate`,
  'F-21': `#v=1&${SMALL}&at=0s:fault:F-21&at=1s:boot&at=9s:migrate`,
  'F-22': `#v=1&${SMALL}&pinning=demand&zero=50&at=0.5s:migrate&at=0.6s:fault:F-22`,
  'F-23': `#v=1&${SMALL}&at=0s:fault:F-23&at=1s:migrate`,
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

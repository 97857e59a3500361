import { expect, test } from 'vitest';
import { withActionText, withField } from '../../src/scenario/editScenario';
import { decodeLink, decodeLinkStrict, encodeLink } from '../../src/scenario/linkCodec';

const SCRIPT = '&at=0s:migrate&at=3s:migrate-start-postcopy';

test.each([
  [`#v=1&guest=none${SCRIPT}`, '`at=3s:migrate-start-postcopy` will be refused in the run: postcopy-ram is off (QEMU: Enable postcopy with migrate_set_capability before the start of migration). Used 3s:migrate-start-postcopy.'],
  [`#v=1&guest=sev&mechanism=psp&postcopy-ram=on${SCRIPT}`, '`at=3s:migrate-start-postcopy` will be refused in the run: post-copy does not go with mechanism=psp. Used 3s:migrate-start-postcopy.'],
])('%s says that the run will refuse it, and keeps it: no error, nothing lost', (link, text) => {
  const { scenario, notices } = decodeLink(link);
  expect(notices.map((notice) => notice.text)).toEqual([text]);
  expect(scenario.script).toHaveLength(2);
  expect(encodeLink(scenario)).toContain('3s:migrate-start-postcopy');
  expect(decodeLinkStrict(link).ok).toBe(true);
});

test.each([`#v=1&guest=none&postcopy-ram=on${SCRIPT}`, `#v=1&guest=sev&mechanism=mirror-ring&postcopy-ram=on${SCRIPT}`, '#v=1&guest=none&at=0s:migrate'])('%s has nothing to say', (link) => {
  expect(decodeLink(link).notices).toEqual([]);
});

test('the script editor takes the line, with the notice', () => {
  const added = withActionText(decodeLink('#v=1&guest=none&at=0s:migrate').scenario, '3s:migrate-start-postcopy');
  expect(added.ok && added.value.scenario.script.map(({ action }) => action)).toContain('migrate-start-postcopy');
  expect(added.ok && added.value.notices.map(({ used }) => used)).toEqual(['3s:migrate-start-postcopy']);
});

test('an edit that does not decide it says nothing of it', () => {
  const { scenario } = decodeLink(`#v=1&guest=none&postcopy-ram=on${SCRIPT}`);
  const off = withField(scenario, 'postcopy-ram', false);
  expect(off.ok && off.value.notices).toHaveLength(1);
  const dragged = off.ok ? withField(off.value.scenario, 'writes', 5000) : off;
  expect(dragged.ok && dragged.value.notices).toEqual([]);
});

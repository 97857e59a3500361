import { memlockXml } from '../analysis/memlock';
import { ok, type Result } from '../base/result';
import type { PasteBlock } from '../interop/settings/pasteBlock';
import { pasteSettings, type PasteSettings } from '../interop/settings/pasteSettings';
import { encodeLink } from '../scenario/linkCodec';
import { toConfig } from '../scenario/toConfig';
import type { Command, CommandOutput } from './command';
import { scenarioArgument } from './scenarioArgument';

const JSON_OUT = '--json';

/** `settings <scenario> [--json]`: what to paste into QMP, HMP and virsh. Nothing is computed. */
export const settingsCommand: Command = (args): Result<CommandOutput, string> => {
  const given = scenarioArgument('settings', args, [JSON_OUT]);
  if (!given.ok) return given;
  const { scenario, preset, notices, options } = given.value;
  const settings = pasteSettings(scenario, memlockXml(toConfig(scenario)));
  return ok({
    json: { link: encodeLink(scenario, preset), ...settings },
    ...(options.has(JSON_OUT) ? {} : { text: settingsText(settings) }),
    messages: notices.map((notice) => notice.text),
  });
};

/** Blocks under headings, then the notes; each block is to be pasted as it stands. */
function settingsText({ blocks, notes }: PasteSettings): string {
  return [...blocks.map(blockText), ...notes.map((note) => `# ${note}\n`)].join('');
}

function blockText({ dialect, place, text }: PasteBlock): string {
  return `# ${dialect}: ${place}\n${text}\n\n`;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect, it } from 'vitest';

const projectFolder = join(import.meta.dirname, '../..');

function markdownFiles(): readonly string[] {
  const inDocs = readdirSync(join(projectFolder, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name));
  const rooms = readdirSync(join(projectFolder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'README.md')
    .map((entry) => join(entry.parentPath, entry.name));
  return ['README.md', 'CONTRIBUTING.md'].map((name) => join(projectFolder, name)).filter(existsSync).concat(inDocs, rooms);
}

/** Files that a text names from the project's folder, in code font, and targets of its links; a name with a `<place>` is a pattern. */
function namedPaths(file: string, text: string): readonly string[] {
  const fromRoot = [...text.matchAll(/`((?:src|tests|docs|scripts)\/[\w./-]+)`/g), ...text.matchAll(/(?<![`\w/.(])(docs\/[\w-]+(?:\/[\w-]+)*\.md)/g)]
    .map((match) => join(projectFolder, match[1]!));
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => join(dirname(file), match[1]!));
  return [...fromRoot, ...links];
}

it('documents name files that exist', () => {
  const missing = markdownFiles().flatMap((file) =>
    namedPaths(file, readFileSync(file, 'utf8'))
      .filter((path) => !existsSync(path))
      .map((path) => `${relative(projectFolder, file)}: ${relative(projectFolder, path).split(sep).join('/')}`));
  expect(missing).toEqual([]);
});

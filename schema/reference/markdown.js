/** A Markdown table. Prettier aligns its columns. */
export const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text = '') => String(text).replaceAll('\n', ' ').replaceAll('|', '\\|');

export const code = (text) => `\`${text}\``;

/** Fails unless the texts are for exactly these names, so that a new name cannot be published without its text. */
export function checkNames(texts, names, what) {
  const missing = names.filter((name) => !Object.hasOwn(texts, name));
  const unknown = Object.keys(texts).filter((name) => !names.includes(name));
  if (missing.length + unknown.length > 0)
    throw new Error(
      `Texts of ${what}: missing ${missing.join(', ') || 'none'}, unknown ${unknown.join(', ') || 'none'}.`,
    );
}

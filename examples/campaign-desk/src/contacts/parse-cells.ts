/** Characters between two cells of a line. */
const SEPARATORS = ['\t', ';', ','] as const;

/**
 * Returns the cells of a text from a spreadsheet or a CSV file, without blank lines. Cells may be quoted, with quotes
 * doubled inside, and then contain separators and line breaks.
 */
export function parseCells(text: string): readonly (readonly string[])[] {
  const separator = separatorOf(text);
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    line.push(cell.trim());
    cell = '';
  };
  const endLine = (): void => {
    endCell();
    if (line.some((value) => value !== '')) lines.push(line);
    line = [];
  };
  const characters = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters.charAt(at);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (characters.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (character === separator) endCell();
    else if (character === '\n') endLine();
    else cell += character;
  }
  endLine();
  return lines;
}

/** Returns the separator of the first line: tabs as a spreadsheet copies them, or the more frequent one. */
function separatorOf(text: string): string {
  const [first = ''] = text.trimStart().split('\n', 1);
  const counts = SEPARATORS.map((separator) => first.split(separator).length);
  if ((counts[0] ?? 1) > 1) return '\t';
  return (counts[1] ?? 1) >= (counts[2] ?? 1) ? ';' : ',';
}

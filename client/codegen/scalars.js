import { docComment } from './doc-comment.js';

/** Codegen plugin: an alias for each scalar with a text format, with its description. */
const SCALARS = ['CampaignTime'];

/** Editors would show a plain alias as `string`. Any text is assignable to this type, and this type to `string`. */
const TEXT = 'string & Record<never, never>';

export function plugin(schema) {
  return SCALARS.map((name) => {
    const { description } = schema.getType(name);
    return `${docComment(description)}export type ${name} = ${TEXT};\n`;
  }).join('\n');
}

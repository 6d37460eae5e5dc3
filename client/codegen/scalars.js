import { docComment } from './doc-comment.js';

/** A plugin of codegen: an alias for each scalar whose text has a format, with the description that says which. */
const SCALARS = ['CampaignTime'];

/**
 * An alias of `string` alone would vanish: editors would show `string`. Any text is assignable to this type, and this type to
 * `string`.
 */
const TEXT = 'string & Record<never, never>';

export function plugin(schema) {
  return SCALARS.map((name) => {
    const { description } = schema.getType(name);
    return `${docComment(description)}export type ${name} = ${TEXT};\n`;
  }).join('\n');
}

/**
 * Finds regular expressions whose time can grow faster than their input.
 *
 * There are two causes:
 * - Quantifiers exchange characters within one match attempt. scslre finds these.
 * - Without an anchor, each start may scan the same characters again, as in `id\b.*\bgone`. scslre finds these only
 * behind a
 * single character.
 *
 * Therefore an unbounded quantifier is accepted only in one of three cases: the pattern is anchored before it, nothing
 * behind it can fail, or a character before it ends the scan of another start.
 */
import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { getConsumedChars, isPotentiallyEmpty, toCharSet } from 'regexp-ast-analysis';
import { analyse } from 'scslre';

/**
 * @param {{ readonly source: string, readonly flags: string }} regexp
 * @returns {string[]} one sentence for each faulty quantifier; empty if the expression is linear
 */
export function whyNotLinear({ source, flags }) {
  const literal = new RegExpParser().parseLiteral(`/${source}/${flags}`);
  const traded = analyse({ pattern: literal.pattern, flags: literal.flags }).reports;
  const repeated = [];
  visitRegExpAST(literal.pattern, {
    onQuantifierEnter: (quantifier) => {
      if (quantifier.max !== Infinity || literal.flags.sticky) return;
      const steps = climb(quantifier);
      const isAccepted =
        (!literal.flags.multiline && steps.some(({ before }) => before.some(isAnchor))) ||
        steps.every(({ node, after }) => !isAssertion(node) && after.every(canNotFail(literal.flags))) ||
        steps.some(({ before }) => before.some(ends(getConsumedChars(quantifier, literal.flags).chars, literal.flags)));
      if (!isAccepted) repeated.push(quantifier);
    },
  });
  return [
    ...traded.map(({ type, quant, startQuant }) => `${(quant ?? startQuant).raw}: ${type}, found by scslre`),
    ...repeated.map(({ raw }) => `${raw}: run over once from each start`),
  ];
}

/** Returns the node and its ancestors, each with its neighbours in its alternative. */
function climb(node) {
  const steps = [];
  for (let at = node; at.parent && at.type !== 'Pattern'; at = at.parent) {
    const siblings = at.parent.type === 'Alternative' ? at.parent.elements : [at];
    const nth = siblings.indexOf(at);
    steps.push({ node: at, before: siblings.slice(0, nth), after: siblings.slice(nth + 1) });
  }
  return steps;
}

const isAssertion = ({ type }) => type === 'Assertion';

const isAnchor = (element) =>
  (isAssertion(element) && element.kind === 'start') ||
  (isGroup(element) && element.alternatives.every(({ elements }) => elements.some(isAnchor)));

const isGroup = ({ type }) => type === 'Group' || type === 'CapturingGroup';

/** Returns true if it matches any input, even an empty one. */
const canNotFail = (flags) => (element) => !hasAssertion(element) && isPotentiallyEmpty(element, flags);

function hasAssertion(element) {
  let found = false;
  visitRegExpAST(element, { onAssertionEnter: () => (found = true) });
  return found;
}

/** Returns true if it always consumes a character outside `chars`, so that no start within a run of them passes it. */
const ends = (chars, flags) => (element) => {
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return toCharSet(element, flags).isDisjointWith(chars);
    case 'Quantifier':
      return element.min > 0 && ends(chars, flags)(element.element);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.every(({ elements }) => elements.some(ends(chars, flags)));
    default:
      return false;
  }
};

/** ESLint rule: every regular expression literal runs in linear time. */
export const linearRegexp = {
  meta: { type: 'problem', schema: [], messages: { notLinear: 'This takes more than linear time: {{why}}.' } },
  create: (context) => ({
    Literal(node) {
      if (!node.regex) return;
      const { pattern, flags } = node.regex;
      for (const why of whyNotLinear({ source: pattern, flags }))
        context.report({ node, messageId: 'notLinear', data: { why } });
    },
  }),
};

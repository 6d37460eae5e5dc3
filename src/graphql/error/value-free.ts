import type { GraphQLError } from 'graphql';
import {
  coerceInputValue,
  getNamedType,
  GraphQLID,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type ObjectFieldNode,
  type VariableDefinitionNode,
} from 'graphql';

import { MAX_ID_NUMBER } from '../scalars.js';

/** What is known of a request whose errors are rewritten. */
export interface RequestFacts {
  readonly schema: GraphQLSchema;
  readonly document?: DocumentNode | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Whether nothing may be said of what the schema has instead. */
  readonly hideSuggestions: boolean;
}

/**
 * graphql-js quotes the rejected value in its messages. Answers, for each error that does, a message that names the
 * place and what is expected there instead; errors that are not in the map hold no value.
 */
export function valueFreeMessages(errors: readonly GraphQLError[], facts: RequestFacts): Map<GraphQLError, string> {
  const messages = new Map<GraphQLError, string>();
  const ofVariable = new Map<VariableDefinitionNode, GraphQLError[]>();
  for (const error of errors) {
    const node = error.nodes?.[0];
    if (node?.kind === Kind.VARIABLE_DEFINITION && error.message.includes(' invalid value ')) {
      const told = ofVariable.get(node);
      if (told === undefined) ofVariable.set(node, [error]);
      else told.push(error);
    } else if (node !== undefined && VALUE_KINDS.has(node.kind) && !error.message.startsWith('Field "')) {
      messages.set(error, literalMessage(node, facts));
    }
  }
  for (const [node, told] of ofVariable) {
    const problems = problemsOf(node, told.length, facts);
    told.forEach((error, nth) =>
      messages.set(error, problems[nth] ?? `Variable "$${node.variable.name.value}" is invalid.`),
    );
  }
  return messages;
}

const VALUE_KINDS: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/**
 * The first problems of a variable, found by coercing it once more: graphql-js keeps neither path nor type in its errors.
 * It goes no further than graphql-js did, since there may be as many problems as a body has room for.
 */
function problemsOf(node: VariableDefinitionNode, count: number, facts: RequestFacts): readonly string[] {
  const { schema, variables, hideSuggestions } = facts;
  const name = node.variable.name.value;
  const type = typeFromAST(schema, node.type);
  if (!isInputType(type)) return [];
  const problems: string[] = [];
  const tell: Parameters<typeof coerceInputValue>[2] = (path, _value, error) => {
    const at = typeAt(type, path);
    const reason = isLeafType(getNamedType(at)) ? expected(at) : error.message;
    problems.push(`Variable "$${name}" is invalid at "${[name, ...path].join('.')}": ${reason}`);
    if (problems.length === count) throw ENOUGH;
  };
  try {
    coerceInputValue(variables?.[name], type, tell, hideSuggestions);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return problems;
}

const ENOUGH = new Error('enough problems');

function literalMessage(target: ASTNode, { schema, document }: RequestFacts): string {
  let message = 'A value in the document is not of the expected type.';
  if (document === undefined) return message;
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      enter(node, _key, parent, _path, ancestors) {
        if (node !== target) return;
        const type = typeInfo.getInputType();
        const owner = [parent, ...[...ancestors].reverse()].find(isNamed);
        if (type && owner) message = `The value of "${owner.name.value}" is invalid: ${expected(type)}`;
      },
    }),
  );
  return message;
}

/** The field or argument that holds a value, however deep in lists the value is. */
const isNamed = (node: ASTNode | readonly ASTNode[] | undefined): node is ObjectFieldNode | ArgumentNode =>
  node !== undefined && 'kind' in node && (node.kind === Kind.OBJECT_FIELD || node.kind === Kind.ARGUMENT);

function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  let at = type;
  for (const key of path) {
    const bare: GraphQLInputType = isNonNullType(at) ? at.ofType : at;
    const inner = isListType(bare) ? bare.ofType : isInputObjectType(bare) ? bare.getFields()[key]?.type : undefined;
    if (inner === undefined) return bare;
    at = inner;
  }
  return at;
}

function expected(type: GraphQLInputType): string {
  const named = getNamedType(type);
  const choices = isEnumType(named)
    ? `, one of ${named
        .getValues()
        .map(({ name }) => name)
        .join(', ')}`
    : '';
  return `expected ${String(type)}${named === GraphQLID ? ID_RULE : choices}.`;
}

/** Why a number was refused that looks like a good one: JSON has already made another one of it. */
const ID_RULE = `, a string or an integer of at most ${MAX_ID_NUMBER}; send larger numbers as strings, since JSON changes their digits`;

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

/** Request whose errors are redacted. */
export interface RedactedRequest {
  readonly schema: GraphQLSchema;
  readonly document?: DocumentNode | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** True if messages must not suggest names of the schema. */
  readonly hideSuggestions: boolean;
}

/**
 * Returns a message without the value for each error that quotes one; graphql-js quotes rejected values. The message
 * names the location and the expected type. Errors that are not in the map contain no value.
 */
export function redactedMessages(errors: readonly GraphQLError[], request: RedactedRequest): Map<GraphQLError, string> {
  const messages = new Map<GraphQLError, string>();
  const ofVariable = new Map<VariableDefinitionNode, GraphQLError[]>();
  for (const error of errors) {
    const node = error.nodes?.[0];
    if (node?.kind === Kind.VARIABLE_DEFINITION && error.message.includes(' invalid value ')) {
      const variableErrors = ofVariable.get(node);
      if (variableErrors === undefined) ofVariable.set(node, [error]);
      else variableErrors.push(error);
    } else if (node !== undefined && VALUE_KINDS.has(node.kind) && !error.message.startsWith('Field "')) {
      messages.set(error, literalMessage(node, request));
    }
  }
  for (const [node, variableErrors] of ofVariable) {
    const problems = problemsOf(node, variableErrors.length, request);
    variableErrors.forEach((error, nth) =>
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
 * Returns the first problems of a variable by coercing it again, because errors of graphql-js have neither path nor
 * type. It stops at the same number as graphql-js, because a body may have very many problems.
 */
function problemsOf(node: VariableDefinitionNode, count: number, request: RedactedRequest): readonly string[] {
  const { schema, variables, hideSuggestions } = request;
  const name = node.variable.name.value;
  const type = typeFromAST(schema, node.type);
  if (!isInputType(type)) return [];
  const problems: string[] = [];
  const addProblem: Parameters<typeof coerceInputValue>[2] = (path, _value, error) => {
    const at = typeAt(type, path);
    const reason = isLeafType(getNamedType(at)) ? expected(at) : error.message;
    problems.push(`Variable "$${name}" is invalid at "${[name, ...path].join('.')}": ${reason}`);
    if (problems.length === count) throw STOP_COERCION;
  };
  try {
    coerceInputValue(variables?.[name], type, addProblem, hideSuggestions);
  } catch (error) {
    if (error !== STOP_COERCION) throw error;
  }
  return problems;
}

const STOP_COERCION = new Error('enough problems');

function literalMessage(target: ASTNode, { schema, document }: RedactedRequest): string {
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

/** True for the field or argument around a value, across lists. */
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
  const values = isEnumType(named) ? named.getValues().map(({ name }) => name) : [];
  const choices = values.length > 0 ? `, one of ${values.join(', ')}` : '';
  return `expected ${String(type)}${named === GraphQLID ? ID_RULE : choices}.`;
}

/** Explains the rejection of a number that looks valid: JSON has already rounded it. */
const ID_RULE = `, a string or an integer of at most ${MAX_ID_NUMBER}; send larger numbers as strings, since JSON changes their digits`;

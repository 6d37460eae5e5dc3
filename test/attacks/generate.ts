/** Generates GraphQL operations from the emitted schema. */
import { readFileSync } from 'node:fs';

import fc, { type GeneratorValue } from 'fast-check';
import {
  buildASTSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';

/** Fields that a subgraph adds to the emitted schema. */
const FEDERATION = `
  scalar _Any
  union _Entity = Campaign | Skill | WolkvoxOperation
  type _Service { sdl: String }
  extend type Query { _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }`;

const sdl = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
const schema = buildASTSchema(parse(sdl + FEDERATION), { assumeValid: true });

export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface Taste {
  /** Ids of operations that may exist. */
  readonly operationIds: readonly string[];
  /** Part of hostile texts. It must be in no error. */
  readonly canary: string;
}

/** Generates one operation. fast-check makes every choice, so a failing one is shrunk. */
export function generateOperation(gen: GeneratorValue, taste: Taste): GeneratedOperation {
  return new Writer(gen, taste).operation();
}

const MOST_LEVELS = 6;

class Writer {
  readonly #fragments: string[] = [];
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  #aliases = 0;
  /** Remaining selections, so that most operations are within the limits. */
  #left: number;
  /** Half of the operations are valid, so that their values reach the resolvers. */
  readonly #wild: boolean;

  constructor(
    private readonly gen: GeneratorValue,
    private readonly taste: Taste,
  ) {
    this.#wild = this.#oneIn(2);
    this.#left = this.#oneIn(10) ? 100 : 12;
  }

  operation(): GeneratedOperation {
    const isMutation = this.#oneIn(2);
    const root = isMutation ? schema.getMutationType() : schema.getQueryType();
    if (!root) throw new Error('The schema has no such root.');
    const selections = this.#selections(root, MOST_LEVELS);
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    const keyword = this.#odd(20) ? 'subscription' : isMutation ? 'mutation' : 'query';
    const query = [`${keyword} Fuzz${declared}${this.#directives()} ${selections}`, ...this.#fragments].join('\n');
    const operationName = this.#odd(10) ? this.#pick(['Fuzz', 'Other', '__proto__', '']) : undefined;
    return { query, variables: this.#variables, ...(operationName !== undefined && { operationName }) };
  }

  #selections(type: GraphQLCompositeType, levelsAllowed: number): string {
    const parts: string[] = [];
    this.#left -= 1;
    const levels = this.#left > 0 ? levelsAllowed : 1;
    const fields = isObjectType(type) || isAbstractTypeWithFields(type) ? Object.values(type.getFields()) : [];
    const usable = fields.filter((field) => levels > 1 || isLeafType(getNamedType(field.type)));
    // The others name a campaign, which is seldom one that exists.
    const creation = usable.find(({ name }) => name === 'createCampaign');
    if (creation !== undefined) usable.push(...Array<typeof creation>(2 * usable.length).fill(creation));
    for (let n = this.#upTo(2); n >= 0 && usable.length > 0; n -= 1) {
      const field = this.#pick(usable);
      const inner = getNamedType(field.type);
      const isPlain = field.args.length === 0 && isLeafType(inner);
      const alias = this.#odd(4) ? `a${this.#upTo(9)}: ` : isPlain ? '' : `b${(this.#aliases += 1)}: `;
      const selections = isLeafType(inner) ? '' : ` ${this.#selections(inner as GraphQLCompositeType, levels - 1)}`;
      parts.push(`${alias}${field.name}${this.#arguments(field.args)}${this.#directives()}${selections}`);
    }
    if (isAbstractType(type)) {
      for (const possible of schema.getPossibleTypes(type))
        if (this.#oneIn(2) && levels > 1)
          parts.push(`... on ${possible.name} ${this.#selections(possible, levels - 1)}`);
    } else if (this.#oneIn(5) && levels > 1) {
      const on = this.#odd(5) ? this.#pick(Object.keys(schema.getTypeMap())) : type.name;
      parts.push(
        this.#oneIn(2) ? this.#fragment(on, type, levels) : `... on ${on} ${this.#selections(type, levels - 1)}`,
      );
    }
    if (this.#oneIn(60))
      parts.push(this.#pick(['nothing', '__proto__', 'constructor', '__schema { types { name } }', '...Nobody']));
    return `{ ${['__typename', ...parts].join(' ')} }`;
  }

  #fragment(on: string, type: GraphQLObjectType, levels: number): string {
    const name = `F${this.#fragments.length}`;
    this.#fragments.push('');
    const selections = this.#selections(type, levels - 1);
    this.#fragments[Number(name.slice(1))] = `fragment ${name} on ${on} ${selections}`;
    return `...${name}`;
  }

  #directives(): string {
    if (!this.#odd(20)) return '';
    return this.#pick([
      ' @include(if: true)',
      ' @skip(if: false)',
      ' @include(if: false)',
      ' @nothing',
      ' @skip',
      ' @include(if: "x")',
    ]);
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const selected = args.filter(({ type }) => isNonNullType(type) || this.#oneIn(2));
    if (selected.length === 0 || this.#odd(60)) return '';
    return `(${selected.map(({ name, type }) => `${name}: ${this.#argument(type)}`).join(', ')})`;
  }

  /** As a literal or as a variable. */
  #argument(type: GraphQLInputType): string {
    const value = this.#value(type);
    if (this.#oneIn(3)) return literal(value);
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${this.#odd(60) ? 'String' : String(type)}`);
    if (!this.#odd(40)) this.#variables[name] = value;
    return `$${name}`;
  }

  #value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#odd(40) ? null : this.#value(type.ofType);
    if (this.#oneIn(10)) return null;
    if (this.#odd(15)) return this.#hostile();
    if (isListType(type))
      return Array.from({ length: this.#upTo(this.#oneIn(10) ? 40 : 4) }, () => this.#value(type.ofType));
    if (isEnumType(type)) return new EnumName(this.#pick(type.getValues()).name);
    if (isInputObjectType(type)) {
      const unfit = this.#oneIn(4) ? [] : UNFIT_FOR_PREVIEW;
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || (!unfit.includes(field.name) && this.#oneIn(3)),
      );
      const entries = fields.map((field) => [field.name, this.#field(field.name, field.type)] as const);
      if (this.#odd(20)) entries.push([this.#pick(['__proto__', 'constructor', 'nothing']), this.#hostile()]);
      return Object.fromEntries(entries);
    }
    return this.#leaf(getNamedType(type).name);
  }

  /** Mostly values that alone do not cause a rejection. */
  #field(name: string, type: GraphQLInputType): unknown {
    if (this.#oneIn(12)) return this.#value(type);
    switch (name) {
      case 'name':
      case 'description':
        return `${this.taste.canary} ${this.#pick(['ñ', '日本', '😀', '<b>&', '%00', "' --", '"', '\\', '${x}'])}`;
      case 'operationId':
        return this.#pick(this.taste.operationIds);
      case 'optionalFields':
        return [this.taste.canary, null, 'a'];
      case 'type':
        return this.#oneIn(4) ? this.#value(type) : new EnumName('PREVIEW');
      case 'skillId':
        return String(this.#upTo(99_999));
      case 'startTime':
        return '2026-11-23T08:00:00';
      case 'endTime':
        return '2026-11-24T18:00:00-05:00';
      default:
        return this.#value(type);
    }
  }

  #leaf(scalar: string): unknown {
    if (this.#odd(5)) return this.#hostile();
    if (this.#oneIn(6) && (scalar === 'String' || scalar === 'ID')) return this.#hostileText();
    switch (scalar) {
      case 'Int':
        return this.#pick([0, 1, 5, 50, 1000, 1001, -1]);
      case 'Boolean':
        return this.#oneIn(2);
      case 'CampaignTime':
        return this.#pick([
          '2026-11-23T08:00:00',
          '2026-11-23T08:00:00Z',
          '08:00',
          '9999-12-31T23:59:59+14:00',
          '2026-02-30T00:00:00',
        ]);
      case '_Any':
        return {
          __typename: this.#pick(['Campaign', 'Skill', 'WolkvoxOperation', 'Query', '__proto__', '']),
          id: this.#id(),
        };
      case 'ID':
        return this.#id();
      default:
        return this.#pick([this.taste.canary, 'a', '']);
    }
  }

  #id(): string {
    const operation = this.#pick([...this.taste.operationIds, this.taste.canary]);
    return this.#pick([
      operation,
      `${operation}:${this.#upTo(9)}`,
      `${operation}:${this.taste.canary}`,
      `${this.#upTo(9)}`,
    ]);
  }

  #hostileText(): string {
    const { canary } = this.taste;
    const text = this.#pick(HOSTILE_TEXTS);
    if (this.#oneIn(12)) return canary.repeat(this.#pick([10, 400]));
    return this.#oneIn(2) ? `${canary}${text}` : `${text}${canary}`;
  }

  #hostile(): unknown {
    const { canary } = this.taste;
    const text = this.#hostileText();
    if (this.#oneIn(3)) return this.#pick(HOSTILE_VALUES);
    if (this.#oneIn(12)) return this.gen(fc.jsonValue, { maxDepth: 3 });
    return this.#pick<unknown>([text, [canary], { id: text }, { toString: canary }]);
  }

  #odd(count: number): boolean {
    return this.#wild && this.#oneIn(count);
  }

  #upTo(max: number): number {
    return this.gen(evenly, max);
  }

  #oneIn(count: number): boolean {
    return this.#upTo(count - 1) === 0;
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.#upTo(from.length - 1)];
    return picked as T;
  }
}

/** fast-check prefers the ends of a range, which would make every rare choice frequent. */
const evenly = (max: number): fc.Arbitrary<number> => fc.noBias(fc.nat({ max }));

/** Each of these causes a rejection unless the type is PREDICTIVE. */
const UNFIT_FOR_PREVIEW = ['startTime', 'endTime', 'amd'];

const isAbstractTypeWithFields = (
  type: GraphQLCompositeType,
): type is Exclude<GraphQLCompositeType, { getTypes: unknown }> => 'getFields' in type;

const HOSTILE_TEXTS = [
  ...[
    '',
    '\0',
    '\r\n',
    '\t',
    '\x1b[2J',
    '\x7f',
    '\x85',
    '\u2028',
    '\ud800',
    '\udc00\ud800',
    '\ufeff',
    '\u202e',
    'e\u0301',
    '𝟘𝟘𝟙𝟛',
    '٠٠١٣',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    '%0d%0a',
    '{{7*7}}',
    '${7*7}',
    "' OR 1=1 --",
    '<script>',
    '$ne',
    ':',
    '::',
    ':1',
  ],
];
const HOSTILE_VALUES: readonly unknown[] = [
  ...[
    0,
    -0,
    -1,
    1.5,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 53,
    1e21,
    1e308,
    5e-324,
    true,
    false,
    null,
    [],
    {},
    [[]],
    [null],
    [[[[1]]]],
  ],
  ...['NaN', 'Infinity', '1e400', '0x1f', '-0', '9'.repeat(400), ' '.repeat(100)],
];

/** Value that is written without quotes as a literal. */
class EnumName {
  constructor(private readonly name: string) {}
  toJSON(): string {
    return this.name;
  }
}

function literal(value: unknown): string {
  if (value instanceof EnumName) return value.toJSON();
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(
      ([key, inner]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : 'odd'}: ${literal(inner)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}

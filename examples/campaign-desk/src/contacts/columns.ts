import type { ContactInput } from '@wolkvox-graphql/client';

/** Column with a name of its own: a text field of `ContactInput`. */
export type ColumnName = Exclude<keyof ContactInput, 'phones' | 'optionalFields'>;

/** Column of the table: a path of `ContactInput`, such as `customerId` or `phones.0`. */
export type Column = ColumnName | `phones.${number}` | `optionalFields.${number}`;

/** Columns that the table always shows. */
export const BASE_COLUMNS = ['customerId', 'firstName', 'lastName', 'phones.0', 'phones.1'] as const satisfies Column[];

const MAX_PHONES = 10;
const MAX_OPTIONAL_FIELDS = 12;

/** All columns, in the order of the table. */
export const COLUMNS: readonly Column[] = [
  'customerId',
  'firstName',
  'lastName',
  ...Array.from({ length: MAX_PHONES }, (_, nth) => `phones.${nth}` as const),
  'extraPhone',
  'email',
  'idType',
  'age',
  'gender',
  'country',
  'state',
  'city',
  'zone',
  'address',
  ...Array.from({ length: MAX_OPTIONAL_FIELDS }, (_, nth) => `optionalFields.${nth}` as const),
  'callbackAt',
  'callbackPhone',
  'agentId',
];

/** Titles of each column in English, Spanish, the schema, wolkvox's files and its API, without case, accents and signs. */
const TITLES: Readonly<Record<ColumnName, readonly string[]>> = {
  customerId: [
    ...['id', 'customer', 'customerid', 'customercode', 'clientid', 'code', 'reference'],
    ...['cliente', 'idcliente', 'codigo', 'codigocliente', 'identificacion', 'documento', 'numerodocumento', 'cedula'],
  ],
  firstName: ['firstname', 'name', 'customername', 'nombre', 'nombres', 'nombrecliente', 'primernombre'],
  lastName: ['lastname', 'surname', 'customerlastname', 'apellido', 'apellidos'],
  idType: ['idtype', 'documenttype', 'tipoid', 'tipodocumento', 'tipodeid', 'tipodedocumento'],
  age: ['age', 'edad'],
  gender: ['gender', 'sex', 'sexo', 'genero'],
  country: ['country', 'pais'],
  state: ['state', 'department', 'province', 'departamento', 'depto', 'provincia', 'estado'],
  city: ['city', 'ciudad', 'municipio'],
  zone: ['zone', 'region', 'zona'],
  address: ['address', 'direccion'],
  extraPhone: ['extraphone', 'telextra', 'otrostel', 'otrotelefono', 'telefonoextra'],
  email: ['email', 'mail', 'emailaddress', 'correo', 'correoelectronico'],
  callbackAt: ['callbackat', 'callback', 'recalldate', 'daterecall', 'fecharellamada'],
  callbackPhone: ['callbackphone', 'recalltelephone', 'telrecall', 'telefonorellamada'],
  agentId: ['agentid', 'agent', 'agente'],
};

const BY_TITLE: ReadonlyMap<string, Column> = new Map(
  Object.entries(TITLES).flatMap(([column, titles]) => titles.map((title) => [title, column as Column] as const)),
);

const PHONE_TITLE = /^(?:phones?|telephone|mobile|cell|cellphone|tel|telefono|celular|movil)(\d*)$/;
const OPTIONAL_TITLE = /^(?:opt|optionalfields?|opcional|campo)(\d+)$/;

/** Returns the column of a title; undefined if it is not recognized. */
export function columnOf(title: string): Column | undefined {
  const plain = title
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
  const named = BY_TITLE.get(plain);
  if (named !== undefined) return named;
  const phone = PHONE_TITLE.exec(plain)?.[1];
  if (phone !== undefined) return numbered('phones', phone === '' ? 1 : Number(phone), MAX_PHONES);
  const optional = OPTIONAL_TITLE.exec(plain)?.[1];
  return optional === undefined ? undefined : numbered('optionalFields', Number(optional), MAX_OPTIONAL_FIELDS);
}

const numbered = (list: 'phones' | 'optionalFields', nth: number, most: number): Column | undefined =>
  nth >= 1 && nth <= most ? `${list}.${nth - 1}` : undefined;

/** Returns the texts that name a column. */
export function columnTitle(
  column: Column,
  texts: {
    readonly columns: Readonly<Record<ColumnName, string>>;
    readonly phone: (nth: number) => string;
    readonly optionalField: (nth: number) => string;
  },
): string {
  const [name, nth] = column.split('.') as [string, string | undefined];
  if (nth === undefined) return texts.columns[column as ColumnName];
  return name === 'phones' ? texts.phone(Number(nth) + 1) : texts.optionalField(Number(nth) + 1);
}

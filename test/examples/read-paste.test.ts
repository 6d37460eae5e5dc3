import { describe, expect, it } from '@jest/globals';

import { readPaste, type Pasted } from '../../examples/campaign-desk/src/contacts/read-paste.js';

const ANA = { customerId: '1001', firstName: 'Ana', lastName: 'Rojas', 'phones.0': '93001234567' };

describe('a pasted text', () => {
  interface Row {
    readonly what: string;
    readonly text: string;
    readonly pasted: Partial<Pasted>;
  }
  const ROWS: readonly Row[] = [
    {
      what: 'has Spanish titles and tabs, as a spreadsheet copies them',
      text: 'Id\tNombre\tApellido\tTeléfono\r\n1001\tAna\tRojas\t93001234567\r\n',
      pasted: { rows: [ANA], assumed: undefined, unused: [] },
    },
    {
      what: 'has English titles and commas',
      text: 'Customer ID,First name,Last name,Phone 1\n1001,Ana,Rojas,93001234567',
      pasted: { rows: [ANA], assumed: undefined, unused: [] },
    },
    {
      what: 'is a file of wolkvox with semicolons, and has columns that are not used',
      text: '\uFEFFNOMBRE;APELLIDO;TIPOID;ID;OPT1;OPT2;TEL1;TEL2;OTROSTEL;RESULTADOREG\nAna;Rojas;CC;1001;20000;;93001234567;93001234568;;ANSWER',
      pasted: {
        rows: [{ ...ANA, idType: 'CC', 'optionalFields.0': '20000', 'phones.1': '93001234568' }],
        unused: ['RESULTADOREG'],
      },
    },
    {
      what: 'has another order, accents, capitals and signs in the titles',
      text: 'CÉDULA\tTeléfono celular\tTELÉFONO 2\tCorreo electrónico\tDirección\n1001\tx\t93001234568\tana@example.com\tCalle 10 # 20-30',
      pasted: {
        rows: [
          {
            customerId: '1001',
            'phones.1': '93001234568',
            email: 'ana@example.com',
            address: 'Calle 10 # 20-30',
          },
        ],
        unused: ['Teléfono celular'],
      },
    },
    {
      what: 'has quoted cells with separators, quotes and line breaks inside',
      text: 'id;nombre;direccion\n1001;"Ana ""Nani""";"Calle 10;\npiso 2"',
      pasted: { rows: [{ customerId: '1001', firstName: 'Ana "Nani"', address: 'Calle 10;\npiso 2' }] },
    },
    {
      what: 'has no titles',
      text: '1001\tAna\tRojas\t93001234567',
      pasted: { rows: [ANA], assumed: ['customerId', 'firstName', 'lastName', 'phones.0'], unused: [] },
    },
    {
      what: 'has no titles, and phones right after the ids',
      text: '1001,93001234567\n1002,93001234568',
      pasted: {
        rows: [
          { customerId: '1001', 'phones.0': '93001234567' },
          { customerId: '1002', 'phones.0': '93001234568' },
        ],
        assumed: ['customerId', 'phones.0'],
      },
    },
    {
      what: 'has phones with signs, spaces and an apostrophe',
      text: "id\ttel1\ttel2\ttel3\n'1001\t'93001234567\t(300) 123-45.67\t+57 300 1234567",
      pasted: {
        rows: [
          { customerId: '1001', 'phones.0': '93001234567', 'phones.1': '3001234567', 'phones.2': '+573001234567' },
        ],
      },
    },
    {
      what: 'has blank lines, short lines and a repeated title',
      text: 'id\tnombre\tnombre\n\n1001\tAna\tEva\n\t\t\n1002\n',
      pasted: { rows: [{ customerId: '1001', firstName: 'Ana' }, { customerId: '1002' }], unused: ['nombre'] },
    },
    { what: 'is empty', text: ' \n', pasted: { rows: [], unused: [] } },
    { what: 'has titles only', text: 'id\tnombre', pasted: { rows: [] } },
  ];
  it.each(ROWS)('$what', ({ text, pasted }) => {
    expect(readPaste(text)).toMatchObject(pasted);
  });

  it('reads every cell of 500 rows with each separator', () => {
    const cells = Array.from({ length: 500 }, (_, nth) => [`id-${nth}`, `Nombre ${nth}`, `9300${1_000_000 + nth}`]);
    for (const separator of ['\t', ';', ',']) {
      const text = ['id', 'nombre', 'tel1'].join(separator) + '\n' + cells.map((row) => row.join(separator)).join('\n');
      const { rows } = readPaste(text);
      expect(rows.map((row) => [row.customerId, row.firstName, row['phones.0']])).toEqual(cells);
    }
  });
});

import type { EXPLORERS } from '../config.js';
import { READY_OPERATION } from '../explorer/ready-operation.js';
import { SWITCHES } from '../simulator/page/switches.js';
import type { PickedExplorer } from './pick-explorer.js';

type Explorer = (typeof EXPLORERS)[number];

/** What the demo says on the terminal, in the languages it speaks. */
export interface DemoText {
  readonly here: string;
  readonly explorer: string;
  /** Of each that may be shown. */
  readonly shown: Readonly<Record<Explorer, string>>;
  readonly because: Readonly<Record<PickedExplorer['because'], string>>;
  readonly control: string;
  readonly controlNote: string;
  /** Of the form that `npm run example` adds. */
  readonly form: string;
  /** The five steps, without their calls. */
  readonly open: string;
  readonly create: string;
  readonly list: string;
  readonly received: string;
  readonly lose: (title: string) => string;
  readonly again: string;
  readonly keyed: string;
  readonly normal: string;
  readonly change: string;
}

export type DemoLanguage = keyof typeof DEMO_TEXTS;

/** Spanish where the terminal says so: LC_ALL goes before LANG, and an empty one says nothing. */
export function demoLanguage({ LC_ALL, LANG }: Readonly<Record<string, string | undefined>>): DemoLanguage {
  const said = [LC_ALL, LANG].find((locale) => locale !== undefined && locale !== '');
  return said !== undefined && /^es/i.test(said) ? 'es' : 'en';
}

export const DEMO_TEXTS = {
  en: {
    here: 'wolkvox-graphql demo. Everything runs on this machine; wolkvox is not called.',
    explorer: 'Explorer',
    shown: {
      sandbox: 'Apollo Sandbox with a mutation ready to run',
      graphiql: 'GraphiQL with every operation ready to run',
      none: 'None',
    },
    because: {
      asked: 'EXPLORER says so.',
      online: 'the internet answers, which it needs; EXPLORER=graphiql needs none.',
      offline: 'Apollo Sandbox cannot be had from the internet here.',
    },
    control: 'Control page',
    controlNote: 'What wolkvox received, and switches for what it may do wrong.',
    form: 'Form',
    open: 'Open the explorer and the control page side by side.',
    create: 'Create a campaign, in the explorer or here:',
    list: 'See it in the list, among those of the story:',
    received: 'and on the control page what wolkvox received and answered.',
    lose: (title) => `Switch on "${title}" on the control page, or:`,
    again:
      'Run the call of step 2 again. wolkvox creates the campaign, and its answer is lost. Step 2 made one of the same name,\n' +
      '   so the result is WolkvoxOutcomeUnknown, and `candidates` has the campaign that it may be. Each repeat makes one more.',
    keyed:
      'Then run this call, of another name and with an idempotencyKey, several times. The answer is lost, too, but the server\n' +
      '   finds the campaign in the list: the result is CreateCampaignSuccess. Repeats get the same campaign and `replayed: true`.',
    normal: 'Back to normal, on the control page, or:',
    change:
      'Change things: schema in src/graphql, mapping in src/wolkvox/endpoints, failures in src/domain/failure.ts,\n' +
      'operations to copy in schema/operations, variables for a real wolkvox in docs/configuration.md. Stop with Ctrl+C.',
  },
  es: {
    here: 'Demo de wolkvox-graphql. Todo corre en esta máquina; no se llama a wolkvox.',
    explorer: 'Explorador',
    shown: {
      sandbox: 'Apollo Sandbox con una mutación lista',
      graphiql: 'GraphiQL con todas las operaciones listas',
      none: 'Ninguno',
    },
    because: {
      asked: 'lo dice EXPLORER.',
      online: 'responde internet, que necesita; EXPLORER=graphiql no lo necesita.',
      offline: 'aquí no se puede obtener Apollo Sandbox de internet.',
    },
    control: 'Control',
    controlNote: 'Lo que recibió wolkvox, e interruptores para lo que puede hacer mal.',
    form: 'Formulario',
    open: 'Abra el explorador y la página de control, una al lado de la otra.',
    create: 'Cree una campaña, en el explorador o aquí:',
    list: 'Véala en la lista, entre las de la historia:',
    received: 'y en la página de control lo que wolkvox recibió y respondió.',
    lose: (title) => `Active «${title}» en la página de control, o:`,
    again:
      'Ejecute otra vez la llamada del paso 2. wolkvox crea la campaña y su respuesta se pierde. El paso 2 creó una con el mismo\n' +
      '   nombre: el resultado es WolkvoxOutcomeUnknown, y `candidates` trae la campaña que podría ser. Cada reintento crea otra.',
    keyed:
      'Luego ejecute varias veces esta llamada, con otro nombre y una idempotencyKey. La respuesta también se pierde, pero el\n' +
      '   servidor encuentra la campaña en la lista: el resultado es CreateCampaignSuccess. Los reintentos reciben la misma campaña y `replayed: true`.',
    normal: 'Vuelva a lo normal, en la página de control, o:',
    change:
      'Para cambiar cosas: el esquema en src/graphql, el mapeo en src/wolkvox/endpoints, las fallas en\n' +
      'src/domain/failure.ts, operaciones para copiar en schema/operations, las variables para un wolkvox real en\n' +
      'docs/configuration.md. Se termina con Ctrl+C.',
  },
} as const satisfies Record<string, DemoText>;

/** What runs: two addresses, and the explorer that was picked. */
export interface Running {
  readonly server: string;
  readonly simulator: string;
  readonly explorer: PickedExplorer;
}

/** What is at an address, and the address, below one another with the others. */
export function addressLine(language: DemoLanguage, what: 'explorer' | 'control' | 'form', address: string): string {
  const text: DemoText = DEMO_TEXTS[language];
  return text[what].padEnd(widthOf(text)) + address;
}

const widthOf = ({ explorer, control, form }: DemoText): number =>
  Math.max(explorer.length, control.length, form.length) + 4;

/** The addresses of the explorer and of the simulator, and a story of five steps with the calls to copy. */
export function welcome(language: DemoLanguage, { server, simulator, explorer }: Running): string {
  const text: DemoText = DEMO_TEXTS[language];
  const lost = SWITCHES['lost-answer'];
  const graphql = (body: object): string =>
    `curl -s ${server}/graphql -H 'content-type: application/json' -H 'accept-language: ${language}' -d '${JSON.stringify(body)}'`;
  const create = (input: object): string => graphql({ query: SHORT_MUTATION, variables: { input } });
  const behave = JSON.stringify({ ...lost.behaviour, times: 'always' });
  const indent = ' '.repeat(widthOf(text));
  return `
${text.here}

${addressLine(language, 'explorer', `${server}/graphql`)}
${indent}${text.shown[explorer.shown as Explorer]}: ${text.because[explorer.because]}
${addressLine(language, 'control', `${simulator}/`)}
${indent}${text.controlNote}

1. ${text.open}

2. ${text.create}

${create(READY_OPERATION.variables.input as object)}

3. ${text.list}

${graphql({ query: LIST_QUERY })}

   ${text.received}

4. ${text.lose(lost.title[language])}

curl -s ${simulator}/control/behave -d '${behave}'

5. ${text.again}
   ${text.keyed}

${create(KEYED_INPUT)}

   ${text.normal}

curl -s -X POST ${simulator}/control/normal

${text.change}

`;
}

const SHORT_MUTATION =
  'mutation($input:CreateCampaignInput!){createCampaign(input:$input){__typename ...on CreateCampaignSuccess{message replayed campaign{id name}} ...on WolkvoxError{code message} ...on WolkvoxOutcomeUnknown{candidates{id name}}}}';

const LIST_QUERY = '{campaigns{totalCount nodes{id name type status}}}';

/** Of a name that no other campaign has, so that the list can tell what became of it. */
const KEYED_INPUT = {
  type: 'PREVIEW',
  name: 'Encuesta de diciembre',
  skillId: '4023',
  idempotencyKey: 'demo-diciembre',
};

/**
 * The words of an empty list. wolkvox answers one as 404 (seen) and nobody has recorded its text, so this takes what says that there
 * are no rows, in English or Spanish, as the vendor and PHP back ends write it (guess). It must be the whole message: a route
 * that is not there ("Not Found", "no route matches"), one campaign that is not there, and a sentence about something else are not it.
 */

/** In a phrase a blank is any white space. */
const phrase = (...choices: readonly string[]): string => `(?:${choices.join('|').replaceAll(' ', '\\s+')})`;
const optional = (...choices: readonly string[]): string => `${phrase(...choices)}?`;

/** What there may be none of. A letter with an accent may be written without it, or have lost its encoding. */
const MASS = ['data', 'information', 'datos', 'informaci[^\\s.]{1,8}n'];
const MANY = phrase(
  ...MASS,
  ...['records', 'rows', 'results', 'entries', 'items', 'elements', 'campaigns', 'skills'],
  ...['registros', 'filas', 'resultados', 'elementos', 'campa[^\\s.]{1,8}as', 'habilidades'],
);
/** One of them, which stands for all after "no": without it, it is one that was looked for ("Campaign not found"). */
const ANY = phrase(
  ...[MANY, 'record', 'row', 'result', 'entry', 'item', 'element', 'campaign', 'skill'],
  ...['registro', 'fila', 'resultado', 'elemento', 'campa[^\\s.]{1,8}a', 'habilidad'],
);
const NONE = 'ning(?:[u\u00fa]|[^\\s.]{1,8})na?';

const ENGLISH = [
  `${optional('there (?:are|is|were|was) ')}(?:no|0|zero) ${ANY}${optional(' (?:were|was|are|is|have been|has been)')}` +
    optional(' (?:found|available|returned|registered|created|to (?:show|display|list))'),
  `there (?:are not|is not|aren['’]t|isn['’]t) (?:any )?${ANY}`,
  `${MANY} ${optional('(?:were|was|are|is) ')}not found`,
  `(?:(?:could|did) not|(?:could|did)n['’]t) find any ${ANY}`,
  `(?:you|(?:your|the|this) operation) (?:have|has) no ${ANY}`,
  `${optional('the ')}(?:list|${MANY} list|list of ${MANY}) is empty`,
];
const SPANISH = [
  `no (?:se )?(?:encontraron|encontr[^\\s.]{1,8}|hallaron|obtuvieron|hay|hubo|existen?|tienen?) ${optional(`${NONE} `)}${MANY}`,
  `no (?:se )?(?:encontr[^\\s.]{1,8}|hay|hubo|existe|tiene) ${NONE} ${ANY}`,
  `(?:se (?:encontraron|encontr[^\\s.]{1,8}) |hay )?(?:0|cero) ${ANY}${optional(' (?:fueron )?encontrad[oa]s', ' disponibles')}`,
  `${NONE} ${ANY}${optional(' (?:fue )?encontrad[oa]', ' disponible')}`,
  `sin ${MANY}`,
  `${MANY} no encontrad[oa]s?`,
  `(?:usted|(?:su|la|esta) operaci[^\\s.]{1,8}n) no tiene ${MANY}`,
  `${optional('la ')}(?:lista|lista de ${MANY}) (?:est[^\\s.]{1,8} )?vac(?:[i\u00ed]|[^\\s.]{1,8})a`,
];

/** Where there are none, and what to do about it; the vendor's texts end like this. */
const PLACE = optional(
  ' (?:in|for|on|of) (?:your|the|this) (?:operation|list|system|database)',
  ' (?:en|de|para) (?:su|la|esta|el|este) (?:operaci[^\\s.]{1,8}n|lista|sistema|base de datos)',
  ' para mostrar',
);
const ADVICE = optional(
  '[,.;] (?:please )?(?:validate|verify|check) (?:the |your )?(?:data|parameters|filters)',
  '[,.;] (?:por favor )?(?:valide|verifique|revise) (?:los |sus )?(?:datos|par[^\\s.]{1,8}metros|filtros)',
);

/** "Error: … (wv0013)." */
const BEFORE = '[^\\p{L}\\p{N}]*(?:(?:error|404|message|mensaje)[^\\p{L}\\p{N}]+){0,3}';
const AFTER = '[^\\p{L}\\p{N}(]*(?:\\(\\w{1,20}\\)[^\\p{L}\\p{N}]*)?';

export const EMPTY_LIST = new RegExp(`^${BEFORE}${phrase(...ENGLISH, ...SPANISH)}${PLACE}${ADVICE}${AFTER}$`, 'iu');

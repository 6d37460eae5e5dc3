/**
 * Messages of an empty list. wolkvox sends an empty list as 404 (seen), but its text is not recorded. So this pattern matches
 * English and Spanish sentences of the vendor and of PHP servers (guess). A sentence must be the whole message. It does not match
 * a missing route ("Not Found", "no route matches"), one missing campaign, or any other sentence.
 */

/** A blank in a phrase matches any white space. */
const phrase = (...choices: readonly string[]): string => `(?:${choices.join('|').replaceAll(' ', '\\s+')})`;
const optional = (...choices: readonly string[]): string => `${phrase(...choices)}?`;

/** Nouns of rows. An accented letter may be written without its accent, or may have lost its encoding. */
const MASS_NOUNS = ['data', 'information', 'datos', 'informaci[^\\s.]{1,8}n'];
const PLURAL = phrase(
  ...MASS_NOUNS,
  ...['records', 'rows', 'results', 'entries', 'items', 'elements', 'campaigns', 'skills'],
  ...['registros', 'filas', 'resultados', 'elementos', 'campa[^\\s.]{1,8}as', 'habilidades'],
);
/** Singular nouns too, allowed only after "no". Without "no" the message is about one missing row ("Campaign not found"). */
const SINGULAR_OR_PLURAL = phrase(
  ...[PLURAL, 'record', 'row', 'result', 'entry', 'item', 'element', 'campaign', 'skill'],
  ...['registro', 'fila', 'resultado', 'elemento', 'campa[^\\s.]{1,8}a', 'habilidad'],
);
const SPANISH_NO = 'ning(?:[u\u00fa]|[^\\s.]{1,8})na?';

const ENGLISH = [
  `${optional('there (?:are|is|were|was) ')}(?:no|0|zero) ${SINGULAR_OR_PLURAL}${optional(' (?:were|was|are|is|have been|has been)')}` +
    optional(' (?:found|available|returned|registered|created|to (?:show|display|list))'),
  `there (?:are not|is not|aren['’]t|isn['’]t) (?:any )?${SINGULAR_OR_PLURAL}`,
  `${PLURAL} ${optional('(?:were|was|are|is) ')}not found`,
  `(?:(?:could|did) not|(?:could|did)n['’]t) find any ${SINGULAR_OR_PLURAL}`,
  `(?:you|(?:your|the|this) operation) (?:have|has) no ${SINGULAR_OR_PLURAL}`,
  `${optional('the ')}(?:list|${PLURAL} list|list of ${PLURAL}) is empty`,
];
const SPANISH = [
  `no (?:se )?(?:encontraron|encontr[^\\s.]{1,8}|hallaron|obtuvieron|hay|hubo|existen?|tienen?) ${optional(`${SPANISH_NO} `)}${PLURAL}`,
  `no (?:se )?(?:encontr[^\\s.]{1,8}|hay|hubo|existe|tiene) ${SPANISH_NO} ${SINGULAR_OR_PLURAL}`,
  `(?:se (?:encontraron|encontr[^\\s.]{1,8}) |hay )?(?:0|cero) ${SINGULAR_OR_PLURAL}${optional(' (?:fueron )?encontrad[oa]s', ' disponibles')}`,
  `${SPANISH_NO} ${SINGULAR_OR_PLURAL}${optional(' (?:fue )?encontrad[oa]', ' disponible')}`,
  `sin ${PLURAL}`,
  `${PLURAL} no encontrad[oa]s?`,
  `(?:usted|(?:su|la|esta) operaci[^\\s.]{1,8}n) no tiene ${PLURAL}`,
  `${optional('la ')}(?:lista|lista de ${PLURAL}) (?:est[^\\s.]{1,8} )?vac(?:[i\u00ed]|[^\\s.]{1,8})a`,
];

/** Optional endings of the vendor's texts: a place and an advice. */
const PLACE = optional(
  ' (?:in|for|on|of) (?:your|the|this) (?:operation|list|system|database)',
  ' (?:en|de|para) (?:su|la|esta|el|este) (?:operaci[^\\s.]{1,8}n|lista|sistema|base de datos)',
  ' para mostrar',
);
const ADVICE = optional(
  '[,.;] (?:please )?(?:validate|verify|check) (?:the |your )?(?:data|parameters|filters)',
  '[,.;] (?:por favor )?(?:valide|verifique|revise) (?:los |sus )?(?:datos|par[^\\s.]{1,8}metros|filtros)',
);

/** Optional text around the sentence, as in "Error: … (wv0013)." */
const PREFIX = '[^\\p{L}\\p{N}]*(?:(?:error|404|message|mensaje)[^\\p{L}\\p{N}]+){0,3}';
const SUFFIX = '[^\\p{L}\\p{N}(]*(?:\\(\\w{1,20}\\)[^\\p{L}\\p{N}]*)?';

/** Matches the whole message of an empty list. */
export const EMPTY_LIST = new RegExp(`^${PREFIX}${phrase(...ENGLISH, ...SPANISH)}${PLACE}${ADVICE}${SUFFIX}$`, 'iu');

/*
 * The control page in the browser. What comes from elsewhere is only ever set as text, never as HTML.
 */
/* global document, navigator */

/** @import { Now, ShownRequest } from '../now.js' */
/** @import { Switch, SwitchName } from './switches.js' */
/** @import { TEXTS } from './texts.js' */
/** @typedef {Now['behaviours'][number]} Behaviour */

const POLL_MS = 1000;

/** @type {{ switches: Record<SwitchName, Switch>, texts: typeof TEXTS }} */
const { switches, texts } = JSON.parse(document.getElementById('data')?.textContent ?? '');
const language = /^es\b/i.test(navigator.language) ? 'es' : 'en';

const status = el('span', { role: 'status' });
const normal = el('button', { type: 'button' }, say('normal'));
const times = el(
  'select',
  {},
  el('option', { value: 'always' }, say('untilOff')),
  el('option', { value: '1' }, say('oneCall')),
  el('option', { value: '3' }, say('threeCalls')),
);
const bar = el('div', { class: 'bar' }, status, el('label', {}, `${say('times')} `, times), normal);
const cards = new Map(Object.entries(switches).map(([name, row]) => [name, card(row)]));
const received = el('ul', {});

document.documentElement.lang = language;
document.title = say('title');
document
  .querySelector('main')
  ?.append(
    el('h1', {}, say('title')),
    el('p', { class: 'soft' }, say('intro')),
    bar,
    el(
      'div',
      { class: 'columns' },
      el(
        'section',
        { 'aria-label': say('switches') },
        el('h2', {}, say('switches')),
        el('p', { class: 'soft' }, say('oneAtATime')),
        el('ul', { class: 'switches' }, ...[...cards.values()].map(({ item }) => item)),
      ),
      el(
        'section',
        { 'aria-label': say('received') },
        el('h2', {}, say('received')),
        el('p', { class: 'soft' }, say('newestFirst')),
        received,
      ),
    ),
  );

normal.addEventListener('click', () => void order('normal'));
document.addEventListener('visibilitychange', () => void look());
/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;
let looks = 0;
let shown = '';
void look();

/** Asks what there is now and shows it, then again and again while the page can be seen. The newest look alone goes on. */
async function look() {
  clearTimeout(next);
  const mine = ++looks;
  if (document.hidden) return;
  const now = await ask('/control/now').catch(() => null);
  if (mine !== looks) return;
  if (now === null) showAway();
  else show(now);
  next = setTimeout(look, POLL_MS);
}

/** @param {string} path @param {RequestInit} [init] @returns {Promise<string>} */
async function ask(path, init) {
  const response = await fetch(path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** @param {'normal' | 'behave'} call @param {object} [body] */
async function order(call, body = {}) {
  const headers = { 'content-type': 'application/json' };
  try {
    await ask(`/control/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await look();
  } catch (error) {
    status.textContent = say('failed', { why: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {string} text */
function show(text) {
  bar.classList.remove('away');
  if (text === shown) return;
  shown = text;
  /** @type {Now} */
  const { behaviours, requests } = JSON.parse(text);
  const on = behaviours.length > 0;
  status.textContent = on ? say('on', { what: behaviours.map(described).join('; ') }) : say('usual');
  bar.classList.toggle('on', on);
  normal.disabled = !on;
  for (const [name, { item, button }] of cards) {
    const isOn = behaviours.some((behaviour) => behaviour.switch === name);
    item.classList.toggle('on', isOn);
    button.setAttribute('aria-checked', String(isOn));
  }
  const open = new Set([...received.querySelectorAll('details[open]')].map(({ id }) => id));
  received.replaceChildren(...requests.map((request) => entry(request, open)));
  if (requests.length === 0) received.append(el('li', { class: 'soft' }, say('nothing')));
}

function showAway() {
  shown = '';
  bar.classList.add('away');
  status.textContent = say('away');
}

/** @param {Behaviour} behaviour */
function described({ switch: name, preset, delayMs, left, met }) {
  const title = name === null ? (preset ?? say('own')) : switches[name].title[language];
  const delay = delayMs > 0 ? [say('seconds', { seconds: delayMs / 1000 })] : [];
  const until = left === 'always' ? say('always') : say('left', { left });
  return [title, ...delay, until, say('met', { met })].join(' · ');
}

/** @param {Switch} row */
function card({ behaviour, title, does, result, sees }) {
  const button = el('button', { type: 'button', role: 'switch', 'aria-checked': 'false' }, title[language]);
  const seconds =
    'delayMs' in behaviour
      ? el('input', { type: 'number', min: '0', max: '60', step: 'any', value: String(behaviour.delayMs / 1000) })
      : null;
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-checked') === 'true') return void order('normal');
    const delay = seconds === null ? {} : { delayMs: Math.round(seconds.valueAsNumber * 1000) };
    const often = times.value === 'always' ? 'always' : Number(times.value);
    void order('behave', { ...behaviour, ...delay, times: often });
  });
  const { member, code } = result;
  const item = el(
    'li',
    {},
    el(
      'div',
      { class: 'head' },
      button,
      ...(seconds === null ? [] : [el('label', { class: 'soft' }, `${say('delay')} `, seconds)]),
    ),
    el('p', {}, does[language]),
    el(
      'p',
      { class: 'sees' },
      `${say('frontend')} `,
      el('code', {}, member ?? 'errors[]'),
      el('br', {}),
      ...(code === null ? [] : [el('code', {}, code), ': ']),
      sees[language],
    ),
  );
  return { item, button };
}

/** @param {ShownRequest} request @param {ReadonlySet<string>} open */
function entry(request, open) {
  const { nth, arrivedAt, method, path, query, body } = request;
  const time = new Date(arrivedAt).toLocaleTimeString(language, { hourCycle: 'h23' });
  const { api = '', ...rest } = query;
  const words = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  return el(
    'li',
    {},
    el(
      'div',
      { class: 'line' },
      el('span', { class: 'soft' }, time),
      el('strong', {}, `${method} ${api}`),
      el('code', { class: 'soft' }, [path, ...words].join(' ')),
    ),
    ...(body === '' ? [] : [folded(`sent-${nth}`, open, el('span', {}, say('sent')), body)]),
    answer(request, open),
  );
}

/** @param {ShownRequest} request @param {ReadonlySet<string>} open */
function answer({ nth, answered, answer: text, brokenOff, finished }, open) {
  if (answered !== null) {
    const told = el('span', { class: answered < 300 ? 'good' : 'bad' }, `${say('answered')} ${answered}`);
    return folded(`answered-${nth}`, open, told, text ?? '');
  }
  if (brokenOff !== null && (finished || brokenOff === 'hang'))
    return el('p', { class: 'bad' }, `${say('brokenOff')} (${brokenOff})`);
  return el('p', { class: 'soft' }, say(finished ? 'unheard' : 'waiting'));
}

/** @param {string} id @param {ReadonlySet<string>} open @param {HTMLElement} before @param {string} text */
function folded(id, open, before, text) {
  const summary = el('summary', {}, before, ' ', el('code', {}, text));
  const details = el('details', { id }, summary, el('pre', {}, el('code', {}, spaced(text))));
  details.open = open.has(id);
  return details;
}

/** @param {string} text */
function spaced(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {keyof typeof TEXTS} name @param {Record<string, string | number>} [words] */
function say(name, words = {}) {
  return texts[name][language].replace(/\{(\w+)\}/g, (_braces, word) => String(words[word] ?? ''));
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/* Browser code of the control page. Data is only ever set as text, never as HTML. */
/* global document, navigator */

/** @import { SimulatorStatus, RequestSummary } from '../status.js' */
/** @import { PageReading } from './readings.js' */
/** @import { ReadingName } from '../readings.js' */
/** @import { Switch, SwitchName } from './switches.js' */
/** @import { TEXTS } from './texts.js' */
/** @typedef {SimulatorStatus['behaviours'][number]} Behaviour */

const POLL_MS = 1000;

/** @type {{ switches: Record<SwitchName, Switch>, readings: Record<ReadingName, PageReading>, texts: typeof TEXTS }} */
const { switches, readings, texts } = JSON.parse(document.getElementById('data')?.textContent ?? '');
const language = /^es\b/i.test(navigator.language) ? 'es' : 'en';

const status = el('span', { role: 'status' });
const normal = el('button', { type: 'button' }, t('normal'));
const times = el(
  'select',
  {},
  el('option', { value: 'always' }, t('untilOff')),
  el('option', { value: '1' }, t('oneCall')),
  el('option', { value: '3' }, t('threeCalls')),
);
const bar = el('div', { class: 'bar' }, status, el('label', {}, `${t('times')} `, times), normal);
const cards = new Map(Object.entries(switches).map(([name, row]) => [name, card(row)]));
const inputs = new Map(Object.entries(readings).map(([name, reading]) => [name, readingInput(name, reading)]));
const campaignsNote = el('span', {});
const header = tableRow('th', [t('id'), t('name'), t('type'), t('state'), t('contacts'), t('called')]);
const campaignRows = el('tbody', {});
const received = el('ul', {});

document.documentElement.lang = language;
document.title = t('title');
document
  .querySelector('main')
  ?.append(
    el('h1', {}, t('title')),
    el('p', { class: 'soft' }, t('intro')),
    bar,
    el(
      'div',
      { class: 'columns' },
      el(
        'div',
        { class: 'sections' },
        section('switches', t('oneAtATime'), el('ul', { class: 'switches' }, ...fields(cards, ({ item }) => item))),
        section(
          'readings',
          t('readingsNote'),
          el('div', { class: 'readings' }, ...fields(inputs, ({ label }) => label)),
        ),
      ),
      el(
        'div',
        { class: 'sections' },
        section('campaigns', campaignsNote, el('table', {}, el('thead', {}, header), campaignRows)),
        section('received', t('newestFirst'), received),
      ),
    ),
  );

normal.addEventListener('click', () => void control('normal'));
document.addEventListener('visibilitychange', () => void poll());
/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;
let polls = 0;
let lastStatus = '';
void poll();

/** Fetches and shows the status, and repeats while the page is visible. Only the latest poll continues. */
async function poll() {
  clearTimeout(next);
  const current = ++polls;
  if (document.hidden) return;
  const now = await fetchText('/control/now').catch(() => null);
  if (current !== polls) return;
  if (now === null) showUnreachable();
  else show(now);
  next = setTimeout(poll, POLL_MS);
}

/** @param {string} path @param {RequestInit} [init] @returns {Promise<string>} */
async function fetchText(path, init) {
  const response = await fetch(path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** @param {'normal' | 'behave' | 'readings'} call @param {object} [body] */
async function control(call, body = {}) {
  const headers = { 'content-type': 'application/json' };
  try {
    await fetchText(`/control/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await poll();
  } catch (error) {
    status.textContent = t('failed', { why: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {string} text */
function show(text) {
  bar.classList.remove('away');
  if (text === lastStatus) return;
  lastStatus = text;
  /** @type {SimulatorStatus} */
  const { behaviours, readings: now, campaigns, campaignCount, requests } = JSON.parse(text);
  const on = behaviours.length > 0;
  status.textContent = on ? t('on', { what: behaviours.map(described).join('; ') }) : t('usual');
  bar.classList.toggle('on', on);
  normal.disabled = !on;
  for (const [name, { item, button }] of cards) {
    const isOn = behaviours.some((behaviour) => behaviour.switch === name);
    item.classList.toggle('on', isOn);
    button.setAttribute('aria-checked', String(isOn));
  }
  for (const [name, { input }] of inputs) {
    const value = String(now[/** @type {ReadingName} */ (name)]);
    // An input that the user edits is not overwritten.
    if (input.value !== value && document.activeElement !== input) input.value = value;
  }
  campaignsNote.textContent = t('campaignsNote', { shown: campaigns.length, total: campaignCount });
  campaignRows.replaceChildren(
    ...campaigns.map(({ id, name, type, status: state, contacts, called }) =>
      tableRow('td', [id, name, type, state, contacts.toLocaleString(language), progress(called, contacts)]),
    ),
  );
  const open = new Set([...received.querySelectorAll('details[open]')].map(({ id }) => id));
  received.replaceChildren(...requests.map((request) => entry(request, open)));
  if (requests.length === 0) received.append(el('li', { class: 'soft' }, t('nothing')));
}

/** Share of the contacts that were called. @param {number} called @param {number} contacts */
function progress(called, contacts) {
  const share = contacts === 0 ? 0 : called / contacts;
  return share.toLocaleString(language, { style: 'percent' });
}

function showUnreachable() {
  lastStatus = '';
  bar.classList.add('away');
  status.textContent = t('away');
}

/** @param {Behaviour} behaviour */
function described({ switch: name, preset, delayMs, left, met }) {
  const title = name === null ? (preset ?? t('own')) : switches[name].title[language];
  const delay = delayMs > 0 ? [t('seconds', { seconds: delayMs / 1000 })] : [];
  const until = left === 'always' ? t('always') : t('left', { left });
  return [title, ...delay, until, t('met', { met })].join(' · ');
}

/** @param {Switch} row */
function card({ behaviour, title, does, mutation, result, sees }) {
  const button = el('button', { type: 'button', role: 'switch', 'aria-checked': 'false' }, title[language]);
  const seconds =
    'delayMs' in behaviour
      ? el('input', { type: 'number', min: '0', max: '60', step: 'any', value: String(behaviour.delayMs / 1000) })
      : null;
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-checked') === 'true') return void control('normal');
    const delay = seconds === null ? {} : { delayMs: Math.round(seconds.valueAsNumber * 1000) };
    const often = times.value === 'always' ? 'always' : Number(times.value);
    void control('behave', { ...behaviour, ...delay, times: often });
  });
  const { member, code } = result;
  const item = el(
    'li',
    {},
    el(
      'div',
      { class: 'head' },
      button,
      ...(seconds === null ? [] : [el('label', { class: 'soft' }, `${t('delay')} `, seconds)]),
    ),
    el('p', {}, does[language]),
    el(
      'p',
      { class: 'sees' },
      `${mutation === 'createCampaign' ? t('frontend') : t('frontendOf', { mutation })} `,
      el('code', {}, member ?? 'errors[]'),
      el('br', {}),
      ...(code === null ? [] : [el('code', {}, code), ': ']),
      sees[language],
    ),
  );
  return { item, button };
}

/** @param {string} name @param {PageReading} reading */
function readingInput(name, { label, values }) {
  const input =
    values === null
      ? el('input', { type: 'number', min: '0', step: '1' })
      : el('select', {}, ...values.map((value) => el('option', {}, String(value))));
  input.addEventListener('change', () => {
    const chosen = values?.find((value) => String(value) === input.value);
    void control('readings', { [name]: chosen ?? Number(input.value) });
  });
  return { input, label: el('label', {}, el('span', {}, label[language]), input) };
}

/** @param {'switches' | 'readings' | 'campaigns' | 'received'} name @param {Node | string} note @param {Node} content */
function section(name, note, content) {
  return el('section', { 'aria-label': t(name) }, el('h2', {}, t(name)), el('p', { class: 'soft' }, note), content);
}

/**
 * @template Value
 * @param {ReadonlyMap<string, Value>} map
 * @param {(value: Value) => Node} nodeOf
 */
function fields(map, nodeOf) {
  return [...map.values()].map(nodeOf);
}

/** @param {'th' | 'td'} cell @param {string[]} texts */
function tableRow(cell, texts) {
  return el('tr', {}, ...texts.map((text) => el(cell, {}, text)));
}

/** @param {RequestSummary} request @param {ReadonlySet<string>} open */
function entry(request, open) {
  const { nth, arrivedAt, method, path, query, body } = request;
  const time = new Date(arrivedAt).toLocaleTimeString(language, { hourCycle: 'h23' });
  const { api = '', ...rest } = query;
  const values = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  return el(
    'li',
    {},
    el(
      'div',
      { class: 'line' },
      el('span', { class: 'soft' }, time),
      el('strong', {}, `${method} ${api}`),
      el('code', { class: 'soft' }, [path, ...values].join(' ')),
    ),
    ...(body === '' ? [] : [folded(`sent-${nth}`, open, el('span', {}, t('sent')), body)]),
    answer(request, open),
  );
}

/** @param {RequestSummary} request @param {ReadonlySet<string>} open */
function answer({ nth, answered, answer: text, brokenOff, finished }, open) {
  if (answered !== null) {
    const label = el('span', { class: answered < 300 ? 'good' : 'bad' }, `${t('answered')} ${answered}`);
    return folded(`answered-${nth}`, open, label, text ?? '');
  }
  if (brokenOff !== null && (finished || brokenOff === 'hang'))
    return el('p', { class: 'bad' }, `${t('brokenOff')} (${brokenOff})`);
  return el('p', { class: 'soft' }, t(finished ? 'unheard' : 'waiting'));
}

/** @param {string} id @param {ReadonlySet<string>} open @param {HTMLElement} before @param {string} text */
function folded(id, open, before, text) {
  const summary = el('summary', {}, before, ' ', el('code', {}, text));
  const details = el('details', { id }, summary, el('pre', {}, el('code', {}, indented(text))));
  details.open = open.has(id);
  return details;
}

/** @param {string} text */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {keyof typeof TEXTS} name @param {Record<string, string | number>} [values] */
function t(name, values = {}) {
  return texts[name][language].replace(/\{(\w+)\}/g, (_braces, key) => String(values[key] ?? ''));
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

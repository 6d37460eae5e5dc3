/* global document, PANELS, uPlot */
// Runs in the page: draws each panel into its box.

const COLOURS = [
  '#5794f2',
  '#73bf69',
  '#f2a93b',
  '#e0504d',
  '#b877d9',
  '#37a2a8',
  '#8a6d3b',
  '#ff780a',
  '#7d8894',
  '#c15c9a',
  '#3f6833',
  '#1f3d7a',
];
const LEVELS = { green: '#3d9142', orange: '#e08400', red: '#d62f35' };
/** What succeeded is green, whatever else is in the picture. */
const OWN_COLOUR = { success: '#73bf69' };

/** Words for a value in a panel's unit. */
function words(value, unit) {
  if (unit === 'percentunit') return `${Math.round(value * 100)} %`;
  if (unit === 'bytes') return `${Math.round(value / 1024 / 1024)} MiB`;
  if (unit === 's') return value < 1 ? `${short(value * 1000)} ms` : `${short(value)} s`;
  return unit === 'reqps' ? `${short(value)} req/s` : short(value);
}
function short(value) {
  return String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
}

for (const panel of PANELS) {
  if (panel.type === 'row') continue;
  const box = document.getElementById(`panel-${panel.id}`);
  if (panel.frames.length === 0) box.append(element('div', { className: 'numbers none', textContent: 'No data' }));
  else if (panel.type === 'timeseries') drawSeries(panel, box);
  else drawNumbers(panel, box);
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function drawNumbers({ type, frames, fieldConfig: { defaults } }, box) {
  const numbers = element('div', { className: 'numbers' });
  for (const { value, legend } of frames) {
    const steps = defaults.thresholds.steps.filter(({ value: from }) => from === null || value >= from);
    const colour = LEVELS[steps.at(-1).color];
    const one = element('div', {});
    if (type === 'gauge') one.innerHTML = arc(Math.min(1, value / defaults.max), colour, box.clientHeight);
    const text = element('b', { textContent: words(value, defaults.unit) });
    text.style.color = colour;
    if (type === 'gauge') text.style.fontSize = '22px';
    one.append(text);
    if (frames.length > 1) one.append(element('div', { textContent: legend }));
    numbers.append(one);
  }
  box.append(numbers);
}

function arc(part, colour, height) {
  const width = Math.min(150, height - 50);
  const path = (to, stroke) => {
    const angle = Math.PI * (1 - to);
    const end = `${60 + 48 * Math.cos(angle)} ${58 - 48 * Math.sin(angle)}`;
    return `<path d="M 12 58 A 48 48 0 0 1 ${end}" fill="none" stroke="${stroke}" stroke-width="14"/>`;
  };
  return `<svg width="${width}" viewBox="0 0 120 62">${path(1, '#e7e9eb')}${part > 0 ? path(part, colour) : ''}</svg>`;
}

function drawSeries({ frames, span, fieldConfig: { defaults, overrides } }, box) {
  const stacked = defaults.custom.stacking.mode === 'normal';
  const dashed = new Set(overrides.map(({ matcher }) => matcher.options));
  const seconds = [];
  for (let at = span.start; at <= span.end; at += 1) seconds.push(at);
  const rows = frames
    .map(({ legend, points, refId }) => {
      const byTime = new Map(points);
      const values = seconds.map((at) => {
        const value = byTime.get(at);
        return value === undefined || Number.isNaN(value) ? null : value;
      });
      return { legend, refId, values };
    })
    .sort((a, b) => a.refId.localeCompare(b.refId) || first(b) - first(a) || a.legend.localeCompare(b.legend));
  const free = COLOURS.filter((colour) => !rows.some(({ legend }) => OWN_COLOUR[legend] === colour));
  const colours = rows.map(({ legend }, index) => OWN_COLOUR[legend] ?? free[index % free.length]);

  const sums = seconds.map(() => 0);
  const drawn = rows.map(({ values }) =>
    stacked ? values.map((value, index) => (sums[index] += value ?? 0)) : values,
  );
  // The highest sum first, so that each lower one is drawn over it.
  const order = rows.map((_, index) => index);
  if (stacked) order.reverse();
  box.append(legendOf(rows, colours));
  // What the title and the legend leave.
  const height = box.clientHeight - 20 - 14 - box.lastChild.offsetHeight;
  const axis = {
    stroke: '#6b7278',
    grid: { stroke: '#eceeef', width: 1 },
    ticks: { show: false },
    font: '11px DejaVu Sans',
  };
  const options = {
    width: box.clientWidth - 20,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.08 : 1] } },
    axes: [
      { ...axis, size: 28, space: 80, values: (_, splits) => splits.map((at) => clock(at)) },
      {
        ...axis,
        ...steps(defaults),
        size: 66,
        space: 26,
        values: (_, splits) => splits.map((value) => words(value, defaults.unit)),
      },
    ],
    series: [
      {},
      ...order.map((index) => ({
        label: rows[index].legend,
        stroke: colours[index],
        width: 1.5,
        points: { show: false },
        ...(dashed.has(rows[index].refId)
          ? { dash: [6, 4] }
          : { fill: colours[index] + (stacked ? 'ff' : frames.length > 4 ? '00' : '18') }),
      })),
    ],
  };
  const chart = element('div', {});
  box.lastChild.before(chart);
  new uPlot(options, [seconds, ...order.map((index) => drawn[index])], chart);
}

function legendOf(rows, colours) {
  const legend = element('div', { className: 'legend' });
  for (const [index, row] of rows.entries()) {
    const entry = element('span', {});
    const mark = element('i', {});
    mark.style.background = colours[index];
    entry.append(mark, row.legend);
    legend.append(entry);
  }
  return legend;
}

/** Steps of the axis: whole ones for what is counted, and for memory those that are round in MiB. */
function steps({ unit, decimals }) {
  const whole = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
  if (unit === 'bytes') return { incrs: whole.map((step) => step * 1024 * 1024) };
  return decimals === 0 ? { incrs: whole } : {};
}

/** What succeeded is at the bottom. */
function first({ legend }) {
  return Number(legend in OWN_COLOUR);
}

function clock(at) {
  return new Date(at * 1000).toISOString().slice(11, 19);
}

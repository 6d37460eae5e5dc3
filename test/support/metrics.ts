/** The samples of one scrape. */
export interface Samples {
  /**
   * Returns the value of the sample with this name and at least these labels; 0 if there is none. Throws if there are
   * several.
   */
  value(name: string, labels?: Record<string, string>): number;
  /** Returns true if there is a sample of that name. */
  has(name: string, labels?: Record<string, string>): boolean;
  /** Returns every value of a label of a metric, once. */
  labels(name: string, label: string): string[];
  readonly text: string;
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Scrapes a server as Prometheus does. Throws if the response is not in its text format. */
export async function scrape(url: string): Promise<Samples> {
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`A scrape was answered ${response.status}.`);
  if (response.headers.get('content-type')?.startsWith('text/plain; version=0.0.4') !== true)
    throw new Error('A scrape was answered in another format.');
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(read);
  const find = (name: string, labels: Record<string, string>): Sample[] =>
    samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  return {
    text,
    has: (name, labels = {}) => find(name, labels).length > 0,
    value: (name, labels = {}) => {
      const [sample, another] = find(name, labels);
      if (another !== undefined) throw new Error(`There is more than one sample of ${name}.`);
      return sample?.value ?? 0;
    },
    labels: (name, label) => [...new Set(find(name, {}).flatMap(({ labels }) => labels[label] ?? []))],
  };
}

function read(line: string): Sample {
  const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`This is no sample: ${line}`);
  const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/gi)].map(([, label = '', text = '']) => [
    label,
    text,
  ]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}

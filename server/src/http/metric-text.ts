type Labels = Readonly<Record<string, string>>;

/** Prometheus text for figures that are counted elsewhere (prom-client can only count by itself). */
export class Collector {
  readonly #lines: string[];

  constructor() {
    this.#lines = [];
  }

  gauge(name: string, help: string, value: number): void {
    this.#head(name, help, "gauge");
    this.#lines.push(`${name} ${value}`);
  }

  counter(name: string, help: string, samples: readonly { labels: Labels; value: number }[]): void {
    this.#head(name, help, "counter");
    for (const { labels, value } of samples)
      this.#lines.push(`${name}${labelText(labels)} ${value}`);
  }

  /**
   * `buckets` count what fell between two bounds, the last one what is above all; Prometheus wants them added
   * up.
   */
  histogram(
    name: string,
    help: string,
    bounds: readonly number[],
    samples: readonly {
      labels: Labels;
      buckets: readonly number[];
      count: number;
      sum: number;
    }[],
  ): void {
    this.#head(name, help, "histogram");
    for (const { labels, buckets, count, sum } of samples) {
      let below = 0;
      for (const [index, bound] of bounds.entries()) {
        below += buckets[index] ?? 0;
        this.#lines.push(`${name}_bucket${labelText({ ...labels, le: String(bound) })} ${below}`);
      }
      this.#lines.push(`${name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}`);
      this.#lines.push(`${name}_sum${labelText(labels)} ${sum}`);
      this.#lines.push(`${name}_count${labelText(labels)} ${count}`);
    }
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #head(name: string, help: string, type: string): void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  }
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${parts.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

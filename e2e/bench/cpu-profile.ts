/** What V8 writes with --cpu-prof, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  /** Microseconds. */
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly name: string;
  readonly place: string;
  readonly selfUs: number;
}

/** Between two moments: time in each function itself, the most first. Repeated nodes of one function are one. */
export function selfTimes(
  { nodes, samples, startTime, timeDeltas }: CpuProfile,
  from: number,
  to: number,
): SelfTime[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const found = new Map<string, { name: string; place: string; selfUs: number }>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const selfUs = timeDeltas[index] ?? 0;
    at += selfUs;
    if (at < from || at > to) continue;
    const frame = frames.get(id);
    if (frame === undefined) continue;
    const file = frame.url.replace(/^.*\/(?=(smbd|node_modules)\/)/, "").replace(/^file:\/\//, "");
    const place = file === "" ? "" : `${file}:${frame.lineNumber + 1}`;
    const name = frame.functionName === "" ? "(anonymous)" : frame.functionName;
    const key = `${name} ${place}`;
    const entry = found.get(key) ?? { name, place, selfUs: 0 };
    entry.selfUs += selfUs;
    found.set(key, entry);
  }
  return [...found.values()].sort((a, b) => b.selfUs - a.selfUs);
}

import { Session } from "node:inspector/promises";
import { setFlagsFromString } from "node:v8";

/** Counts how often blocks of core's own code run, so that what something costs can be asserted without a clock. */
export interface WorkCounter {
  /**
   * How often blocks of core's code, and elements that an array method went through, were visited while `run` ran. Modules
   * must have been loaded after {@link countWork}.
   */
  during(run: () => unknown): Promise<number>;
  stop(): Promise<void>;
}

// What V8's block counts do not see: loops inside the engine.
const SCANS = [
  "concat",
  "copyWithin",
  "every",
  "fill",
  "filter",
  "find",
  "findIndex",
  "forEach",
  "includes",
  "indexOf",
  "lastIndexOf",
  "map",
  "reduce",
  "shift",
  "slice",
  "some",
  "sort",
  "splice",
  "unshift",
] as const;

export async function countWork(): Promise<WorkCounter> {
  // From Node 24 on, blocks of optimized code are not counted: what ran a hundred thousand times would look cheaper.
  for (const compiler of ["opt", "maglev"]) setFlagsFromString(`--no-${compiler}`);
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  let scanned = 0;

  const take = async (): Promise<number> => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => url.includes("/core/src/"))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  };
  return {
    async during(run) {
      await take(); // counts begin anew with each take
      scanned = 0;
      const restore = watchScans((length) => (scanned += length));
      try {
        await run();
      } finally {
        restore();
      }
      const scannedByRun = scanned;
      return (await take()) + scannedByRun;
    },
    async stop() {
      for (const compiler of ["opt", "maglev"]) setFlagsFromString(`--${compiler}`);
      await session.post("Profiler.disable");
      session.disconnect();
    },
  };
}

function watchScans(note: (length: number) => void): () => void {
  const originals = SCANS.map((name) => [name, Array.prototype[name] as (...args: unknown[]) => unknown] as const);
  const define = (name: string, value: unknown): unknown =>
    Object.defineProperty(Array.prototype, name, { value, writable: true, configurable: true, enumerable: false });
  for (const [name, original] of originals) {
    define(name, function (this: unknown[], ...args: unknown[]) {
      note(this.length);
      return original.apply(this, args);
    });
  }
  return () => {
    for (const [name, original] of originals) define(name, original);
  };
}

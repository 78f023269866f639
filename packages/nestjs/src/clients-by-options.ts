import type { Sendo, SendoOptions } from "@sendo/core";

/** Maximum number of clients that one account can have if its options depend on the request. Exported for tests. */
export const MOST_CLIENTS = 1_000;

/**
 * Keeps one client per distinct set of options. When there are more than {@link MOST_CLIENTS}, the least recently used
 * idle client is dropped. A dropped client is not closed, because a durable provider could still be using it.
 */
export class ClientsByOptions {
  /** Sorted from least to most recently used. */
  readonly #kept = new Map<string, Sendo>();
  readonly #dropped = new Set<WeakRef<Sendo>>();
  readonly #collected = new FinalizationRegistry<WeakRef<Sendo>>((reference) => this.#dropped.delete(reference));
  readonly #create: (options: SendoOptions) => Sendo;
  readonly #onFirstDrop: () => void;
  #hasDropped = false;

  constructor(create: (options: SendoOptions) => Sendo, onFirstDrop: () => void) {
    this.#create = create;
    this.#onFirstDrop = onFirstDrop;
  }

  get(options: SendoOptions): Sendo {
    const key = keyOf(options);
    const client = this.#kept.get(key) ?? this.#create(options);
    this.#kept.delete(key);
    this.#kept.set(key, client);
    if (this.#kept.size > MOST_CLIENTS) this.#dropIdle();
    return client;
  }

  /** Returns every client that could still send messages. */
  all(): Sendo[] {
    return [...this.#kept.values(), ...[...this.#dropped].flatMap((reference) => reference.deref() ?? [])];
  }

  // A client with calls in progress is kept, so that the app waits for those calls when it closes.
  #dropIdle(): void {
    for (const [key, client] of this.#kept) {
      if (this.#kept.size <= MOST_CLIENTS) return;
      if (!isIdle(client)) continue;
      this.#kept.delete(key);
      const reference = new WeakRef(client);
      this.#dropped.add(reference);
      this.#collected.register(client, reference);
      if (!this.#hasDropped) this.#onFirstDrop();
      this.#hasDropped = true;
    }
  }
}

function isIdle({ rateLimit: { inFlight, queued } }: Sendo): boolean {
  return inFlight === 0 && Object.values(queued).every((calls) => calls === 0);
}

// In these options, arrays and plain objects are compared by value. Loggers and stores are compared by identity.
const DATA: ReadonlySet<string> = new Set(["ca", "timeoutMs", "retry", "rateLimit"]);

/**
 * Returns a key for a set of options. Two sets have the same key only if they are equal. An `undefined` option is treated
 * as absent.
 */
function keyOf(options: SendoOptions): string {
  return fieldsKey(options, (name, value) => (DATA.has(name) ? dataKey(value) : valueKey(value)));
}

function dataKey(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(valueKey).join()}]`;
  return isPlain(data) ? fieldsKey(data, (_, value) => valueKey(value)) : valueKey(data);
}

function fieldsKey(fields: object, keyOfField: (name: string, value: unknown) => string): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  given.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${given.map(([name, value]) => `${JSON.stringify(name)}:${keyOfField(name, value)}`).join()}}`;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

function valueKey(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if ((typeof value !== "object" || value === null) && typeof value !== "function")
    return `${typeof value} ${String(value)}`;
  let number = numbers.get(value);
  if (number === undefined) numbers.set(value, (number = lastNumber += 1));
  return `#${number}`;
}

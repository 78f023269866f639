import type { GateOptions } from "@sendo/core/gate";
import { localCertificates } from "../certificates/local-certificates.js";
import { gateCall, type GateAnswer, type GateCall } from "./gate-call.js";
import type { GateHarness, GateSetup, RelayAnswer, RunningGate } from "./gate-harness.js";

export const GATE_KEY = "sandbox_c4n4ry-k3Yw9TbQx27LmPz0";

/** An app's network settings. By default, the app uses TLS. */
interface Network {
  readonly tls: boolean;
  readonly trustProxy: GateSetup["trustProxy"];
}

/** Environment for one case. Its clock is frozen until the case advances it. */
export class GateBench {
  readonly lines: string[] = [];
  nowMs = 0;
  ca: string | undefined;
  #app: RunningGate | undefined;

  constructor(readonly harness: GateHarness) {}

  async start(gate: Partial<GateOptions> = {}, network: Partial<Network> = {}): Promise<void> {
    this.#app = await this.harness.start(await this.#setup(gate, network));
  }

  /** Starts the relay, whose handlers call `answer`. */
  async startRelay(answer: RelayAnswer): Promise<void> {
    this.#app = await this.harness.startRelay!(await this.#setup({}, {}), answer);
  }

  async #setup(gate: Partial<GateOptions>, { tls = true, trustProxy = false }: Partial<Network>): Promise<GateSetup> {
    const { caPem, certPem, keyPem } = await localCertificates();
    const clock = { now: () => this.nowMs, epochMs: () => Date.UTC(2026, 0, 5, 9) + this.nowMs };
    this.ca = tls ? caPem : undefined;
    return {
      gate: { keys: [GATE_KEY], clock, ...gate },
      tls: tls ? { cert: certPem, key: keyPem } : undefined,
      trustProxy,
      log: (line) => void this.lines.push(line),
    };
  }

  get url(): string {
    return `${this.ca === undefined ? "http" : "https"}://127.0.0.1:${this.port}`;
  }

  get port(): number {
    if (this.#app === undefined) throw new Error("no app was started");
    return this.#app.port;
  }

  /** Calls the app. If `call.headers` is not set, the request uses the test's API key. */
  call(call: GateCall): Promise<GateAnswer> {
    return gateCall(this.port, this.ca, { headers: { authorization: `Bearer ${GATE_KEY}` }, ...call });
  }

  async cleanUp(): Promise<void> {
    await this.#app?.close();
    this.#app = undefined;
  }
}

import { Report } from "./report.js";
import { messageSteps } from "./steps/message.js";
import { protocolSteps, rateHeaders } from "./steps/protocol.js";
import { readSteps } from "./steps/reads.js";
import { webhookSteps } from "./steps/webhook.js";
import { NoResponse, Wire, type Surroundings } from "./wire.js";

/** What the canary is given. */
export interface CanaryOptions {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** The one number that may get a message. */
  readonly to: string;
  readonly from?: string | undefined;
  readonly campaign?: string | undefined;
  /** Where the webhook that it creates points; none creates none. */
  readonly webhookUrl?: string | undefined;
}

/** Plays the documented examples against an API and reports what differs. It sends one message at most. */
export async function runCanary(options: CanaryOptions, surroundings: Surroundings): Promise<Report> {
  const wire = new Wire(options.baseUrl, options.apiKey, surroundings);
  const report = new Report();
  try {
    await protocolSteps(wire, report);
    const campaign = await readSteps(wire, report, options.campaign);
    if (campaign !== undefined) {
      await messageSteps(wire, report, { campaign, to: options.to, from: options.from });
      if (options.webhookUrl !== undefined) await webhookSteps(wire, report, { campaign, url: options.webhookUrl });
    }
  } catch (error) {
    if (!(error instanceof NoResponse)) throw error;
    report.differ("a read", 0, error.message);
  }
  rateHeaders(wire, report);
  return report;
}

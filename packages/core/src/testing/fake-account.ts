import { TEST_WEBHOOK_TOKEN } from "./deliver.js";

type Item = Readonly<Record<string, unknown>> & { readonly id: string };
type Fields = Readonly<Record<string, unknown>>;

/** Response from a {@link FakeAccount} route. */
export interface FakeResponse {
  readonly httpStatus: number;
  readonly body: Fields;
}

/** The campaign that every fake starts with. It is the default campaign for `fakeSendo`. */
export const FAKE_CAMPAIGN = "fake-campaign";
/** Sender number used if a `send` call does not specify one. */
export const FAKE_NUMBER = "+14155550111";
const FAKE_BRAND = "fake-brand";

/**
 * In-memory implementation of Sendo's API, without the message endpoints. Created objects can be read, listed and changed. They
 * have the same structure as the documented examples. Requests are not validated, and nothing is charged.
 */
export class FakeAccount {
  readonly #now: () => string;
  readonly #brands: Item[] = [];
  readonly #campaigns: Item[] = [];
  readonly #webhooks: Item[] = [];

  /** @param now - Returns the fake's time in ISO 8601 format. */
  constructor(now: () => string) {
    this.#now = now;
    this.reset();
  }

  reset(): void {
    const times = { createdAt: this.#now(), updatedAt: this.#now() };
    this.#brands.splice(0, Infinity, brandOf(FAKE_BRAND, times, { displayName: "Example Diner" }));
    this.#campaigns.splice(0, Infinity, {
      ...campaignOf(FAKE_CAMPAIGN, times, { ...FAKE_DETAILS, brandId: FAKE_BRAND, displayName: "Fake" }),
      monthlyFee: 1000,
      limits: { smsTpmAtt: 75, mmsTpmAtt: 50, dailyTmoCap: 2000 },
    });
    this.#webhooks.length = 0;
  }

  /** Responds to a request, or returns `undefined` for a route that Sendo does not have. */
  answer(method: string, path: string, query: URLSearchParams, body: Fields): FakeResponse | undefined {
    const [, version, resource, id = "", part] = path.split("/").map(decodeURIComponent);
    if (version !== "v1") return undefined;
    switch (`${method} ${resource} ${part ?? (id === "list" || id === "create" || id === "buy" ? id : "{id}")}`) {
      case "POST brand create":
        return this.#create(this.#brands, "brand", (newId, times) => brandOf(newId, times, body));
      case "GET brand list":
        return ok({ brands: pageOf(this.#brands, query) });
      case "GET brand {id}":
        return this.#one(this.#brands, "brand", id);
      case "POST campaign create":
        return this.#create(this.#campaigns, "campaign", (newId, times) => campaignOf(newId, times, body));
      case "GET campaign list":
        return ok({ campaigns: pageOf(this.#campaigns, query) });
      case "GET campaign {id}":
        return this.#one(this.#campaigns, "campaign", id);
      case "POST number buy":
        return ok({ success: true, status: "PENDING", number: body.number, campaignId: body.campaignId });
      case "POST campaign webhooks":
        if (!has(this.#campaigns, id)) return NOT_FOUND;
        return this.#create(this.#webhooks, "webhook", (newId, { createdAt }) => ({
          id: newId,
          createdAt,
          ...body,
          campaignId: id,
          // By default, `deliver` sends events with this token.
          signature: TEST_WEBHOOK_TOKEN,
        }));
      case "GET campaign webhooks":
        if (!has(this.#campaigns, id)) return NOT_FOUND;
        return ok({ webhooks: this.#webhooks.filter(({ campaignId }) => campaignId === id) });
      case "PATCH webhook {id}":
        return this.#change(id, body);
      default:
        return undefined;
    }
  }

  #create(items: Item[], field: string, make: (id: string, times: Times) => Item): FakeResponse {
    const now = this.#now();
    const item = make(`fake-${field}-${items.length + 1}`, { createdAt: now, updatedAt: now });
    items.push(item);
    return ok({ success: true, [field]: item });
  }

  #one(items: readonly Item[], field: string, id: string): FakeResponse {
    const item = items.find((candidate) => candidate.id === id);
    return item === undefined ? NOT_FOUND : ok({ [field]: item });
  }

  #change(id: string, change: Fields): FakeResponse {
    const at = this.#webhooks.findIndex((webhook) => webhook.id === id);
    if (at === -1) return NOT_FOUND;
    const webhook = { ...this.#webhooks[at]!, ...change, id };
    this.#webhooks[at] = webhook;
    return ok({ success: true, webhook });
  }
}

interface Times {
  readonly createdAt: string;
  readonly updatedAt: string;
}

const NOT_FOUND: FakeResponse = { httpStatus: 404, body: { error: "simulated by fakeSendo: no such resource" } };

function ok(body: Fields): FakeResponse {
  return { httpStatus: 200, body };
}

function has(items: readonly Item[], id: string): boolean {
  return items.some((item) => item.id === id);
}

/**
 * Returns one page of a list, with Sendo's default page size. The newest item comes first, as in the documented brand and
 * campaign lists.
 */
export function pageOf<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const skip = Number(query.get("skip") ?? 0);
  return [...items].reverse().slice(skip, skip + Number(query.get("limit") ?? 10));
}

// These fields are at the top level of the request, but under `address` and `contact` in the brand object.
function brandOf(id: string, times: Times, fields: Fields): Item {
  const { street, city, state, postalCode, country, firstName, lastName, email, phone, ...rest } = fields;
  return {
    id,
    ...times,
    status: "VERIFIED",
    vetted: false,
    ...rest,
    address: { street, city, state, postalCode, country },
    contact: { firstName, lastName, phone, email },
  };
}

const FAKE_DETAILS = {
  usecase: "CUSTOMER_CARE",
  description: "Messages to guests.",
  consentFlow: "Guests check a box when they book.",
  sample1: "Your table is ready.",
  sample2: "Your booking has been moved to 7 pm.",
};

// As in the documented create response, the status is `ACTIVE`, and the fee and limits are null. The wording of the automatic
// replies is our own.
function campaignOf(id: string, times: Times, fields: Fields): Item {
  const { brandId, displayName, usecase, isLowVolume: _, ...details } = fields;
  const none = { screenshotUrl: null, sample3: null, sample4: null, sample5: null };
  const keywords = {
    optinKeywords: ["START", "SUBSCRIBE"],
    optoutKeywords: ["STOP"],
    helpKeywords: ["HELP"],
    optinMessage: "simulated by fakeSendo: opted in",
    optoutMessage: "simulated by fakeSendo: opted out",
    helpMessage: "simulated by fakeSendo: help",
  };
  return {
    id,
    brandId,
    displayName,
    ...times,
    status: "ACTIVE",
    monthlyFee: null,
    usecase,
    details: { ...none, ...details, ...keywords },
    limits: { smsTpmAtt: null, mmsTpmAtt: null, dailyTmoCap: null },
  };
}

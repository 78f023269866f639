import type { PartyView } from "./party.js";

/** Yields the list now and after every change (server-sent events). */
export async function* watchParties(appUrl: string, signal: AbortSignal): AsyncGenerator<readonly PartyView[]> {
  const response = await fetch(`${appUrl}/api/events`, { signal });
  if (!response.ok || response.body === null) throw new Error(`GET /api/events returned ${response.status}`);
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    rest += chunk;
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (event.startsWith("data: ")) yield JSON.parse(event.slice("data: ".length)) as PartyView[];
    }
  }
}

/**
 * Waits until a party meets a condition, using the app's events.
 *
 * @param wanted - Description of the condition, for the error.
 * @param onChange - Called for each state of the party, including the final state.
 * @throws Error with the last state if the condition is not met within `withinMs`.
 */
export async function waitForParty(
  appUrl: string,
  id: string,
  wanted: string,
  isWanted: (party: PartyView) => boolean,
  { withinMs, onChange = () => {} }: { withinMs: number; onChange?: (party: PartyView) => void },
): Promise<PartyView> {
  const end = new AbortController();
  const signal = AbortSignal.any([AbortSignal.timeout(withinMs), end.signal]);
  let last: PartyView | undefined;
  try {
    for await (const parties of watchParties(appUrl, signal)) {
      const party = parties.find((one) => one.id === id);
      if (party === undefined) continue;
      last = party;
      onChange(party);
      if (isWanted(party)) return party;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    end.abort();
  }
  throw new Error(`Within ${withinMs} ms this did not happen: ${wanted}. Last seen: ${JSON.stringify(last)}`);
}

import type { PartyView } from "./party.js";

/** The list as the app's page sees it: once now, and again after every change (server-sent events). */
export async function* watchParties(appUrl: string, signal: AbortSignal): AsyncGenerator<readonly PartyView[]> {
  const response = await fetch(`${appUrl}/api/events`, { signal });
  if (!response.ok || response.body === null) throw new Error(`GET /api/events answered ${response.status}`);
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      if (event.startsWith("data: ")) yield JSON.parse(event.slice("data: ".length)) as PartyView[];
    }
  }
}

/**
 * Waits until a party is as wanted, woken by the app and not by a clock.
 *
 * @param wanted - What is waited for, in words: the failure says it.
 * @param onChange - Sees every state of the party on the way, the wanted one included.
 * @throws Error when it does not happen within `withinMs`; the message tells what was seen last.
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

export { LiveParties } from "./live-parties.js";
export { waitForParty, watchParties } from "./watch-parties.js";
export { page } from "./page.js";
export type { Party, PartyState, PartyMessage, PartyView } from "./party.js";
export { Waitlist, type StatusNews } from "./waitlist.js";
export { WaitlistError } from "./waitlist-error.js";

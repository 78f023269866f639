import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";
import { CampaignCard } from "./campaign-card.js";

/** The review desk: who may send, from which numbers, which words are acted on, and who does not want texts. */
export function CampaignsScreen() {
  const campaigns = useStore((state) => state.campaigns);
  return (
    <Screen
      title="Campaigns"
      lead="Review in a click what takes Sendo days. Numbers, words, and who opted out stand beside it."
    >
      {campaigns.length === 0 ? (
        <EmptyState icon="campaigns" title="No campaign">
          <p>
            Your app makes one with <code>POST /v1/campaign/create</code>; then it waits here for its review.
          </p>
        </EmptyState>
      ) : (
        <ul className="cards cards-wide">
          {campaigns.map((campaign) => (
            <CampaignCard key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
    </Screen>
  );
}

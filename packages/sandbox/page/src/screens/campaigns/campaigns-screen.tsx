import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";
import { CampaignCard } from "./campaign-card.js";

/** Screen with all campaigns. */
export function CampaignsScreen() {
  const campaigns = useStore((state) => state.campaigns);
  return (
    <Screen
      title="Campaigns"
      lead="Approve or reject a campaign yourself. Sendo's own review takes days. Each campaign shows its numbers, keywords and opt-outs."
    >
      {campaigns.length === 0 ? (
        <EmptyState icon="campaigns" title="No campaigns">
          <p>
            Your app creates a campaign with <code>POST /v1/campaign/create</code>. It then waits here for review.
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

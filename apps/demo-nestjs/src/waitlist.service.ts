import { Inject, Injectable, type BeforeApplicationShutdown } from "@nestjs/common";
import { LiveParties, Waitlist, type PartyView } from "@sendo-apps/waitlist";
import { isOutcomeUnknown, type SendoClient, type SendoEvent } from "@sendo/core";
import { InjectSendo, OnSendoEvent } from "@sendo/nestjs";

/** Texts guests, and listens to what becomes of it. */
@Injectable()
export class WaitlistService implements BeforeApplicationShutdown {
  readonly live: LiveParties;

  constructor(
    @Inject(Waitlist) readonly waitlist: Waitlist,
    @InjectSendo() private readonly sendo: SendoClient,
  ) {
    this.live = new LiveParties(waitlist);
  }

  async tableReady(partyId: string): Promise<PartyView> {
    const party = this.waitlist.startCall(partyId);
    try {
      const { id } = await this.sendo.messages.send(
        {
          to: party.phone,
          body: `${party.name}, your table is ready. Reply 1 to come, 2 to cancel, STOP for no more texts.`,
        },
        { deadlineMs: 15_000 }, // somebody stands at the door and waits for this page
      );
      return this.waitlist.called(party.id, id);
    } catch (error) {
      // "Unknown" means that the text may be on its way: the page says so, and nothing sends it again.
      this.waitlist.callFailed(party.id, isOutcomeUnknown(error));
      throw error;
    }
  }

  @OnSendoEvent("message.incoming")
  onReply({ message }: SendoEvent<"message.incoming">): void {
    this.waitlist.onReply(message.from, message.body);
  }

  @OnSendoEvent("message.status")
  onStatus({ message }: SendoEvent<"message.status">): void {
    if (message) this.waitlist.onStatus(message);
  }

  @OnSendoEvent("recipient.optout")
  onOptOut({ message }: SendoEvent<"recipient.optout">): void {
    this.waitlist.onOptOut(message?.from);
  }

  // Before the server stops taking connections: it would wait for the streams for ever.
  beforeApplicationShutdown(): void {
    this.live.close();
  }
}

import { Inject, Injectable, type BeforeApplicationShutdown } from "@nestjs/common";
import { LiveParties, Waitlist, type PartyView } from "@sendo-apps/waitlist";
import { isOutcomeUnknown, type SendoClient, type SendoEvent } from "@sendo/core";
import { InjectSendo, OnSendoEvent } from "@sendo/nestjs";

/** Sends messages to guests and handles their events. */
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
          body: `${party.name}, your table is ready. Reply 1 to come, 2 to cancel, STOP for no more messages.`,
        },
        { deadlineMs: 15_000 }, // a guest stands at the door, and the host waits for this page
      );
      return this.waitlist.called(party.id, id);
    } catch (error) {
      // If the outcome is unknown, the message may have been sent. The page says so, and the app does not send it
      // again.
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

  // The streams must end before the server closes, because the server would wait for them indefinitely.
  beforeApplicationShutdown(): void {
    this.live.close();
  }
}

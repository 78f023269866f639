import { useConnected } from "../../store/use-store.js";
import { useAction, type Action } from "../../ui/use-action.js";

/** Message from a phone. */
export interface PhoneText {
  readonly body: string;
  /** The app's number, or `undefined` for the default number. */
  readonly to: string | undefined;
  readonly mediaUrls: readonly string[];
}

/** Returns a function that sends a message from a phone. */
export function useTextBack(phone: string): {
  readonly action: Action;
  readonly send: (text: PhoneText) => Promise<boolean>;
} {
  const { live } = useConnected();
  const action = useAction();
  return {
    action,
    send: ({ body, to, mediaUrls }) =>
      action.run(() =>
        live.api.act("/phones/{id}/text", {
          id: phone,
          body: { body, ...(to !== undefined && { to }), ...(mediaUrls.length > 0 && { mediaUrls }) },
        }),
      ),
  };
}

import { useConnected } from "../../store/use-store.js";
import { useAction, type Action } from "../../ui/use-action.js";

/** What a phone writes. */
export interface PhoneText {
  readonly body: string;
  /** The app's number; the usual one without it. */
  readonly to: string | undefined;
  readonly mediaUrls: readonly string[];
}

/** Texts from a phone to the app. */
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

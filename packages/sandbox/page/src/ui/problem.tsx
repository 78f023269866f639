import { Icon } from "./icon.js";

/** Error message, or nothing. */
export function Problem({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className="problem" role="alert">
      <Icon name="warning" />
      {text}
    </p>
  );
}

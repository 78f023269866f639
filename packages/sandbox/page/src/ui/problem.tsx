import { Icon } from "./icon.js";

/** Why something did not work. Nothing without a text. */
export function Problem({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className="problem" role="alert">
      <Icon name="warning" />
      {text}
    </p>
  );
}

/** Labeled input for a fault rule. */
export function RuleField({
  label,
  value,
  onChange,
  type = "text",
  placeholder,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "number" | "tel";
  readonly placeholder?: string;
}) {
  return (
    <label className="rule-field">
      <span>{label}</span>
      <input type={type} value={value} placeholder={placeholder} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

/** If no value is selected, all values apply. */
export function Choices({
  legend,
  all,
  chosen,
  onChange,
  show = (value) => value,
}: {
  readonly legend: string;
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly show?: (value: string) => string;
}) {
  return (
    <fieldset className="choices-group">
      <legend>
        {legend} <span className="hint">{chosen.length === 0 ? "all" : "only these"}</span>
      </legend>
      {all.map((value) => (
        <label key={value} className="switch">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
          />
          {show(value)}
        </label>
      ))}
    </fieldset>
  );
}

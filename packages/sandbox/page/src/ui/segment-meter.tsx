import { countSegments } from "@sendo/core";

/** Shows segments, encoding, remaining characters, and the character that forces UCS-2. */
export function SegmentMeter({ body, hasMedia }: { readonly body: string; readonly hasMedia: boolean }) {
  const { segments, encoding, unitsLeft, unitsPerSegment, forcedBy } = countSegments(body, { hasMedia });
  if (hasMedia) return <p className="meter">MMS · 1 segment</p>;
  return (
    <p className="meter">
      <span className="meter-bar" aria-hidden="true">
        <span style={{ inlineSize: `${(100 * (unitsPerSegment - unitsLeft)) / unitsPerSegment}%` }} />
      </span>
      {segments} {segments === 1 ? "segment" : "segments"} · {encoding} · {unitsLeft} left
      {forcedBy !== undefined && (
        <>
          {" "}
          · <mark>{forcedBy}</mark> needs UCS-2
        </>
      )}
    </p>
  );
}

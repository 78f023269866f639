import { countSegments } from "@sendo/core";

/** What a text costs to carry: segments, encoding, the room that is left, and the character that made it dear. */
export function SegmentMeter({ text, hasMedia }: { readonly text: string; readonly hasMedia: boolean }) {
  const { segments, encoding, unitsLeft, unitsPerSegment, forcedBy } = countSegments(text, { hasMedia });
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

import { useEffect, useRef, useState, type RefObject } from "react";

const NEAR_PX = 48;

/** How many of `count` messages came while the thread was scrolled up. */
export function useUnseenBelow(count: number): {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly unseen: number;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(count);
  // The thread is turned round, so its end is at 0, and above that it is negative.
  const isAtEnd = (): boolean => (scroller.current?.scrollTop ?? 0) > -NEAR_PX;
  useEffect(() => {
    setSeen((before) => (isAtEnd() ? count : Math.min(before, count)));
  }, [count]);
  return {
    scroller,
    unseen: count - Math.min(seen, count),
    onScroll: () => {
      if (isAtEnd()) setSeen(count);
    },
    toEnd: () => {
      if (scroller.current !== null) scroller.current.scrollTop = 0;
      setSeen(count);
    },
  };
}

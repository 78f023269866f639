import { useRef, useState, type RefObject } from "react";

const NEAR_PX = 48;

/** Counts the messages that arrived while the thread was scrolled up. */
export function useUnseenBelow(count: number): {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly unseen: number;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const [countWhenLeft, setCountWhenLeft] = useState<number>(); // undefined while the thread is at its end
  return {
    scroller,
    unseen: countWhenLeft === undefined ? 0 : Math.max(0, count - countWhenLeft),
    onScroll() {
      // The thread's layout is reversed: its end is at 0, and positions above it are negative.
      const isAtEnd = (scroller.current?.scrollTop ?? 0) > -NEAR_PX;
      setCountWhenLeft((before) => (isAtEnd ? undefined : (before ?? count)));
    },
    toEnd() {
      if (scroller.current !== null) scroller.current.scrollTop = 0;
      setCountWhenLeft(undefined);
    },
  };
}

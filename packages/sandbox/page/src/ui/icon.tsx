// Outline icons on a 24-pixel grid.
const PATHS = {
  inbox: "M4 5h16v14H4z M4 14h5l1.5 2.5h3L15 14h5",
  phones: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z M11 18h2",
  messages: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 7v5l3.5 2",
  webhooks: "M4 12h11 M11 7l5 5-5 5 M20 5v14",
  requests: "M4 19V11 M9.3 19V5 M14.6 19v-6 M20 19V8",
  problems: "M12 4 2.800 19.500h18.400z M12 10v4.500 M12 17h.01",
  campaigns: "M4 10v4h3.500l7.500 4V6l-7.500 4z M18 9.500a3.500 3.500 0 0 1 0 5 M8 14.500l1 4.500",
  faults: "M13 3 5 14h6l-1 7 8-11h-6z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M12 7v5l3.5 2",
  magic: "M5 19 15 9 M13.5 7.5l3 3 M18 3v4 M16 5h4 M8 4v3 M6.500 5.500h3 M19 14v3 M17.500 15.500h3",
  fidelity: "M12 3l7 3v5c0 4.700-3 8-7 10-4-2-7-5.300-7-10V6z M9 12l2.200 2.200L15.200 10",
  setup: "M4 6h16 M4 12h16 M4 18h16 M9 4v4 M15 10v4 M8 16v4",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13z M15.500 15.500 20 20",
  close: "M6 6l12 12 M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  plus: "M12 5v14 M5 12h14",
  copy: "M9 9h10v11H9z M15 9V4H5v11h4",
  done: "M5 12.500l4.500 4.500L19 7.500",
  photo: "M4 5h16v14H4z M4 16l5-5 4 4 2.500-2.500L20 17 M15.500 9.500h.01",
  send: "M4 12 20 5l-5 15-3.500-6.500z M11.500 13.500 20 5",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M12 3v2 M12 19v2 M3 12h2 M19 12h2 M5.600 5.600 7 7 M17 17l1.400 1.400 M18.400 5.600 17 7 M7 17l-1.400 1.400",
  moon: "M19 14.500A7.500 7.500 0 0 1 9.500 5a7.500 7.500 0 1 0 9.500 9.500z",
  keyboard: "M3 6h18v12H3z M7 10h.01 M11 10h.01 M15 10h.01 M17.500 10h.01 M8 14h8",
  more: "M5 11.200a.8.800 0 1 0 .01 0z M12 11.200a.8.800 0 1 0 .01 0z M19 11.200a.8.800 0 1 0 .01 0z",
  retry: "M19 12a7 7 0 1 1-2-4.900 M19 4v4h-4",
  replay: "M5 12a7 7 0 1 0 2-4.900 M5 4v4h4",
  play: "M7 5l11 7-11 7z",
  pause: "M8 5v14 M16 5v14",
  next: "M6 5l9 7-9 7z M18 5v14",
  warning: "M12 4 2.800 19.500h18.400z M12 10v4.500 M12 17h.01",
  export: "M12 4v11 M7.5 10.5 12 15l4.500-4.500 M5 19h14",
  trash: "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13",
  off: "M12 3v8 M7.500 6a7.500 7.500 0 1 0 9 0",
} as const;

/** An icon's name. */
export type IconName = keyof typeof PATHS;

/** Icons are hidden from screen readers, because each one has a label next to it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

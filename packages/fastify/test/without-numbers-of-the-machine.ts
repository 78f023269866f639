/** A log line without what may hold any digits by chance: moments, how long something took, process and port numbers. */
export function withoutNumbersOfTheMachine(line: string): string {
  return line.replaceAll(/"(time|pid|responseTime|remotePort)":[\d.e-]+,?/g, "");
}

// Prints the closing line of .ci/run from the reports, and fails when anything in them did, or when a report is missing.
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`reports/${name}`, import.meta.url), "utf8");

let passed = 0;
let failed = 0;
let skipped = 0;

const checks = read("checks.tsv")
  .trim()
  .split("\n")
  .map((line) => line.split("\t"));
for (const [name, code] of checks) {
  // The test run is counted test by test below; here only when it failed as a whole.
  if (code !== "0") failed += 1;
  else if (name !== "test") passed += 1;
  console.log(`${code === "0" ? "ok    " : "FAILED"} ${name}`);
}

let report;
try {
  report = JSON.parse(read("vitest.json"));
} catch {
  console.log("FAILED no report of the test run");
  failed += 1;
}
if (report) {
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped = report.numPendingTests + report.numTodoTests;
  if (report.numTotalTests === 0) failed += 1;
  // Whoever reads only the end of a long log must still learn what failed.
  for (const file of report.testResults) {
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      if (status === "failed")
        console.log(`FAILED ${file.name}: ${fullName}\n${failureMessages.join("\n").slice(0, 2000)}`);
    }
    if (file.status === "failed" && file.message) console.log(`FAILED ${file.name}: ${file.message.slice(0, 2000)}`);
  }
  console.log(`tests: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
}

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;

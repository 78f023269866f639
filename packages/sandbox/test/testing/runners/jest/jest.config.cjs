module.exports = {
  globalSetup: "@sendo/sandbox/global-setup",
  globalTeardown: "@sendo/sandbox/global-teardown",
  maxWorkers: 2,
  testMatch: ["**/*.spec.cjs"],
  testTimeout: 60_000,
};

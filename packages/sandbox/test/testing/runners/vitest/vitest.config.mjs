export default { test: { globalSetup: "@sendo/sandbox/global-setup", include: ["*.spec.mjs"], testTimeout: 60_000 } };

#!/usr/bin/env node
// Not built, so that a package manager can link it before anything is.
await import("../dist/main.js");

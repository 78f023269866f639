import { openOutbox } from "./open-outbox.js";

// Sends, until it is told to end; texts in flight are waited for.
const { outbox, close } = openOutbox();
outbox.work();
process.once("SIGTERM", () => void close());
// Ctrl-C reaches every process of the terminal; the server ends this one.
process.on("SIGINT", () => {});

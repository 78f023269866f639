import { openOutbox } from "./open-outbox.js";

// Sends messages until SIGTERM, and then waits for messages in flight.
const { outbox, close } = openOutbox();
outbox.work();
process.once("SIGTERM", () => void close());
// A terminal sends Ctrl+C to every process. The server stops this one.
process.on("SIGINT", () => {});

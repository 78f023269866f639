import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({
  entry: ["src/outbox-board.ts", "src/server.ts", "src/worker.ts"],
});

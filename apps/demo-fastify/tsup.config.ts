import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({ entry: ["src/app.ts", "src/server.ts"] });

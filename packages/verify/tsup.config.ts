import { publicPackage } from "../../tsup.shared.js";

export default publicPackage({ entry: ["src/index.ts"] });

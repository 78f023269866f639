import { privatePackage } from "../../tsup.shared.js";

export default privatePackage({ entry: ["src/demo.ts"] });

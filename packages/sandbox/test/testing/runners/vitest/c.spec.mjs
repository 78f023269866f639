import { flows } from "./flow.mjs";

flows("c");

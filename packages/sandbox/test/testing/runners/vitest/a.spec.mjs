import { flows } from "./flow.mjs";

flows("a");

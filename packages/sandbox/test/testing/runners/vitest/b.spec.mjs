import { flows } from "./flow.mjs";

flows("b");

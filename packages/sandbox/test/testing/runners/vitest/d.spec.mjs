import { flows } from "./flow.mjs";

flows("d");

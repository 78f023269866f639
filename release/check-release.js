// What must hold before anything is published. The release workflow runs it first.
import { checkRepository } from "./repository.js";

checkRepository();

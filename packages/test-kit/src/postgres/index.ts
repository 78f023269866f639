export { hasPostgres, startPostgres, type LocalPostgres } from "./local-postgres.js";

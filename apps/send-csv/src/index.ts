export { sendCsv, type SendCsvOptions, type SendCsvReport } from "./send-csv.js";

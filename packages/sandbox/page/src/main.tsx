import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { openSession } from "./control/session.js";
import { restoreTheme } from "./shell/theme-switch.js";
import { startLive } from "./store/live.js";
import { Store } from "./store/store.js";
import "./styles/index.css";

restoreTheme();
const session = openSession();
const store = new Store();
const live = session.token() === undefined ? undefined : startLive(session, store);
if (live === undefined) session.onChange(() => location.reload());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App store={store} live={live} />
  </StrictMode>,
);

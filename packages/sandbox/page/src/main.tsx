import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { takeSession } from "./control/session.js";
import { restoreTheme } from "./shell/theme-switch.js";
import { startLive } from "./store/live.js";
import { Store } from "./store/store.js";
import "./styles/index.css";

restoreTheme();
const session = takeSession();
const store = new Store();
const live = session === undefined ? undefined : startLive(session, store);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App store={store} live={live} />
  </StrictMode>,
);

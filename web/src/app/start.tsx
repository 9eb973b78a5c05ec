import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { useLook } from "@/design/look";
import { customProperties } from "@/design/tokens";

import { App, firstScreen } from "./App";
import { startLanguages } from "./i18n";

/** Colours as custom properties, once for both themes. */
function paint(): void {
  const style = document.createElement("style");
  style.textContent = `:root{${customProperties("light")}} html[data-theme="dark"]{${customProperties("dark")}}`;
  document.head.append(style);
}

/** Brings the app up in `root`. */
export async function start(root: HTMLElement): Promise<void> {
  paint();
  const [texts] = await Promise.all([startLanguages(useLook.getState().locale), firstScreen()]);
  createRoot(root).render(
    <StrictMode>
      <App texts={texts} />
    </StrictMode>,
  );
}

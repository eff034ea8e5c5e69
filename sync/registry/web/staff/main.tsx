// Begins the staff page: who is signed in, then the frame.
import { render } from "preact";
import { refreshSession } from "./api";
import { Failed } from "./parts/load";
import { Shell } from "./shell";

async function begin(where: HTMLElement) {
  const mark = document.querySelector<HTMLLinkElement>("link[rel=icon]")?.href ?? "";
  try {
    await refreshSession();
  } catch (error) {
    render(<main class="container"><h1>Forhal</h1><Failed error={error} again={() => void begin(where)} /></main>, where);
    return;
  }
  render(null, where);
  render(<Shell mark={mark} />, where);
}

const where = document.getElementById("app");
if (where) void begin(where);

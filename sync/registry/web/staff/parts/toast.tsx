// What is said in passing ("Gemt"): seen in a corner, and read aloud by a screen reader.
import { store, useStore } from "../store";

type Kind = "success" | "error" | "info" | "warning";
interface Toast {
  number: number;
  kind: Kind;
  text: string;
}

const STAYS_MS = 8000;
const names: Record<Kind, string> = { success: "Det lykkedes", error: "Fejl", info: "Besked", warning: "Advarsel" };
const toasts = store<Toast[]>([]);
let last = 0;

export function say(text: string, kind: Kind = "success"): void {
  const number = ++last;
  // The same again takes the place of what is still there.
  const others = toasts.value.filter((one) => one.text !== text || one.kind !== kind);
  toasts.set([...others.slice(-2), { number, kind, text }]);
  // What went wrong stays until it is closed.
  if (kind !== "error") setTimeout(() => close(number), STAYS_MS);
}

function close(number: number): void {
  toasts.set(toasts.value.filter((one) => one.number !== number));
}

export function Toasts() {
  const all = useStore(toasts);
  return (
    <div class="toast-container" role="region" aria-label="Beskeder" aria-live="polite">
      {all.map((one) => (
        <div key={one.number} class={`toast toast-${one.kind} show`}>
          <div class="toast-icon" />
          <div class="toast-message">
            <p><span class="sr-only">{names[one.kind]}: </span><strong>{one.text}</strong></p>
            <button type="button" class="toast-close" onClick={() => close(one.number)}>Luk</button>
          </div>
        </div>
      ))}
    </div>
  );
}
// PurgeCSS: toast-success toast-error toast-info toast-warning

// A password that can be shown and pasted, and how strong a new one is.
import { useState } from "preact/hooks";
import { Field } from "./form";
import { Icon } from "./icon";

interface PasswordProps {
  id: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
  problem?: string;
  hint?: string;
  autocomplete: "current-password" | "new-password";
  measured?: boolean; // shows how strong it is
}

export function PasswordField({ id, label, value, onValue, problem, hint, autocomplete, measured }: PasswordProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {(attributes) => (
        <>
          <div class="beside">
            <input {...attributes} class="form-input" {...({ type: shown ? "text" : "password" } as object)} autocomplete={autocomplete} autocapitalize="none" spellcheck={false} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
            <button type="button" class="button button-secondary" aria-pressed={shown} aria-label="Vis adgangskoden" onClick={() => setShown(!shown)}>
              <Icon name={shown ? "hidden" : "visible"} /><span aria-hidden="true">{shown ? "Skjul" : "Vis"}</span>
            </button>
          </div>
          {measured && <Strength password={value} />}
        </>
      )}
    </Field>
  );
}

export const PASSWORD_LEAST = 12;
const words = ["", "For kort", "Svag: let at gætte", "God", "Stærk"];

// How hard it is to guess, 0 to 4: by length, since that is what counts, and less for what repeats or is a row of keys.
export function strength(password: string): number {
  const signs = [...password];
  if (signs.length === 0) return 0;
  if (signs.length < PASSWORD_LEAST) return 1;
  let steps = 0;
  for (let at = 1; at < signs.length; at++) {
    const by = (signs[at]?.codePointAt(0) ?? 0) - (signs[at - 1]?.codePointAt(0) ?? 0);
    if (Math.abs(by) > 1) steps++;
  }
  const different = new Set(signs.map((sign) => sign.toLowerCase())).size;
  const worth = Math.min(steps, different * 2);
  if (worth < 8 || different < 5) return 2;
  return worth >= 15 ? 4 : 3;
}

function Strength({ password }: { password: string }) {
  const value = strength(password);
  return (
    <div class="strength">
      <meter min={0} max={4} low={2} high={3} optimum={4} value={value} aria-label="Hvor stærk adgangskoden er" />
      <p role="status">{value === 0 ? `Mindst ${PASSWORD_LEAST} tegn. Tre-fire ord, som ikke hører sammen, er både stærkt og let at huske.` : words[value]}</p>
    </div>
  );
}

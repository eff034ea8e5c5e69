// Before what is grave, when one signed in long ago: showing over the page who one is, which keeps what was typed.
import { useState } from "preact/hooks";
import { api, Refused, refreshSession, root } from "../api";
import { endProving, proving, session } from "../session";
import { useStore } from "../store";
import { Dialog } from "./dialog";
import { Form, TextField, type Problems } from "./form";
import { PasswordField } from "./password";

export function Prove() {
  const count = useStore(proving);
  const who = useStore(session);
  if (count === 0 || who === null) return null;
  const leave = () => endProving(new Refused(403, "proof_needed", "", 0, null));
  return (
    <Dialog title="Vis, at det er dig" onClose={leave}>
      <p>Det, du er ved at gøre, kræver, at du lige viser, at det stadig er dig, der sidder her. Det, du har skrevet, bliver stående.</p>
      {who.proof === "provider" ? <ByProvider onLeave={leave} /> : <ByTyping by={who.proof} name={who.name} onLeave={leave} />}
    </Dialog>
  );
}

interface TypingProps {
  by: "code" | "password";
  name: string;
  onLeave: () => void;
}

function ByTyping({ by, name, onLeave }: TypingProps) {
  const [given, setGiven] = useState("");
  const [recovery, setRecovery] = useState(false);
  const plain = given.replace(/\s/g, "");
  const check = (): Problems => {
    if (by === "password") return given === "" ? { "prove-given": "Skriv din adgangskode." } : {};
    if (recovery) return plain === "" ? { "prove-given": "Skriv en af dine nødkoder." } : {};
    return /^\d{6}$/.test(plain) ? {} : { "prove-given": "Koden er på seks tal." };
  };
  const send = async () => {
    await api("POST", "v1/session/proof", by === "password" ? { password: given } : recovery ? { recovery: plain } : { code: plain });
    endProving();
  };
  const more = (
    <>
      {by === "code" && (
        <button type="button" class="function-link" onClick={() => { setRecovery(!recovery); setGiven(""); }}>
          {recovery ? "Brug koden fra telefonen" : "Har du ikke telefonen? Brug en nødkode"}
        </button>
      )}
      <button type="button" class="button button-secondary" onClick={onLeave}>Fortryd</button>
    </>
  );
  return (
    <Form key={recovery ? "recovery" : by} submit="Fortsæt" busyText="Ser efter …" check={check} send={send} more={more} fieldOf={{ wrong_sign_in: "prove-given", wrong_code: "prove-given" }}
      sentences={{ wrong_sign_in: "Adgangskoden er forkert.", ...(recovery ? { wrong_code: "Nødkoden er forkert, eller den er brugt før." } : {}) }}>
      {(problems) => by === "password" ? (
        <>
          <input type="hidden" autocomplete="username" value={name} />
          <PasswordField id="prove-given" label="Din adgangskode" value={given} onValue={setGiven} problem={problems["prove-given"]} autocomplete="current-password" />
        </>
      ) : recovery ? (
        <TextField id="prove-given" label="Nødkode" hint="En af de ti, du printede ud. Hver kan bruges én gang." value={given} onValue={setGiven} problem={problems["prove-given"]} spellcheck={false} autocapitalize="characters" />
      ) : (
        <TextField id="prove-given" label="Kode fra din telefon" hint="De seks tal, som appen viser nu." value={given} onValue={setGiven} problem={problems["prove-given"]} inputMode="numeric" autocomplete="one-time-code" maxLength={9} />
      )}
    </Form>
  );
}

// The provider asks in a tab of its own, so that this page, and what is written on it, stays.
function ByProvider({ onLeave }: { onLeave: () => void }) {
  const [went, setWent] = useState(false);
  const goOn = async () => {
    try {
      await refreshSession();
      endProving();
    } catch (error) {
      endProving(error);
    }
  };
  return (
    <>
      <p>Kommunens login spørger dig i en ny fane. Kom tilbage hertil bagefter.</p>
      <div class="actions">
        <a class={`button ${went ? "button-secondary" : "button-primary"}`} href={`${root}oidc/again`} target="_blank" rel="noopener" onClick={() => setWent(true)}>Åbn kommunens login</a>
        {went && <button type="button" class="button button-primary" onClick={() => void goOn()}>Fortsæt</button>}
        <button type="button" class="button button-secondary" onClick={onLeave}>Fortryd</button>
      </div>
    </>
  );
}

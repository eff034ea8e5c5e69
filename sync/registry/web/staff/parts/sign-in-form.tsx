// Name and password, then the code: on its own page, and over any page when the session is over.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { setSession, type Session } from "../session";
import { Form, TextField, type Problems } from "./form";
import { PasswordField } from "./password";

interface SignInProps {
  name?: string; // whose session was over: it can't be another one's
  begin?: "name" | "code";
  onDone: (session: Session) => void; // whole, or with a second factor still to be set up
}

export function SignInForm({ name: fixed, begin = "name", onDone }: SignInProps) {
  const [step, setStep] = useState(begin);
  const [name, setName] = useState(fixed ?? "");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (step === "code") place.current?.querySelector<HTMLInputElement>("input")?.focus();
  }, [step, recovery]);

  const sendPassword = async () => {
    const session = await api<Session>("POST", "v1/session", { name: name.trim(), password });
    setPassword("");
    setSession(session);
    if (session.needs === "code") setStep("code");
    else onDone(session);
  };
  const sendCode = async () => {
    const given = code.replace(/\s/g, "");
    const session = await api<Session>("POST", "v1/session/code", recovery ? { recovery: given } : { code: given });
    setSession(session);
    onDone(session);
  };
  const checkPassword = (): Problems => ({
    ...(name.trim() === "" ? { "sign-in-name": "Skriv dit navn, som det står i invitationen." } : {}),
    ...(password === "" ? { "sign-in-password": "Skriv din adgangskode." } : {}),
  });
  const checkCode = (): Problems => {
    if (recovery) return code.trim() === "" ? { "sign-in-code": "Skriv en af dine nødkoder." } : {};
    return /^\d{6}$/.test(code.replace(/\s/g, "")) ? {} : { "sign-in-code": "Koden er på seks tal." };
  };

  if (step === "name") {
    return (
      <Form key="name" submit="Videre" busyText="Logger ind …" check={checkPassword} send={sendPassword}>
        {(problems) => (
          <>
            <TextField id="sign-in-name" label="Navn" value={name} onValue={setName} problem={problems["sign-in-name"]} autocomplete="username" autocapitalize="none" spellcheck={false} readOnly={fixed !== undefined} />
            <PasswordField id="sign-in-password" label="Adgangskode" value={password} onValue={setPassword} problem={problems["sign-in-password"]} autocomplete="current-password" />
          </>
        )}
      </Form>
    );
  }
  const other = (
    <button type="button" class="function-link" onClick={() => { setRecovery(!recovery); setCode(""); }}>
      {recovery ? "Brug koden fra telefonen" : "Har du ikke telefonen? Brug en nødkode"}
    </button>
  );
  return (
    <div ref={place}>
      <Form key={recovery ? "recovery" : "code"} submit="Log ind" busyText="Logger ind …" check={checkCode} send={sendCode} more={other} fieldOf={{ wrong_code: "sign-in-code" }}
        sentences={recovery ? { wrong_code: "Nødkoden er forkert, eller den er brugt før." } : {}}>
        {(problems) => recovery ? (
          <TextField id="sign-in-code" label="Nødkode" hint="En af de ti, du printede ud. Hver kan bruges én gang." value={code} onValue={setCode} problem={problems["sign-in-code"]} spellcheck={false} autocapitalize="characters" />
        ) : (
          <TextField id="sign-in-code" label="Kode fra din telefon" hint="De seks tal, som appen viser nu." value={code} onValue={setCode} problem={problems["sign-in-code"]} inputMode="numeric" autocomplete="one-time-code" maxLength={9} />
        )}
      </Form>
    </div>
  );
}

// The second factor: a QR code for the app on the telephone, its first code, and the codes for when it is lost.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { setSession, type Session } from "../session";
import { CheckField, Form, TextField, type Problems } from "./form";
import { Icon } from "./icon";
import { Qr } from "./qr";
import { say } from "./toast";

type WithCodes = Session & { recovery: string[] };

export function SetUp({ uri, onDone }: { uri: string; onDone: () => void }) {
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<WithCodes | null>(null);
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const send = async () => setCodes(await api<WithCodes>("POST", "v1/session/totp", { code: code.replace(/\s/g, "") }));
  const check = (): Problems => (/^\d{6}$/.test(code.replace(/\s/g, "")) ? {} : { "set-up-code": "Koden er på seks tal." });
  if (codes) return <Recovery codes={codes.recovery} onDone={() => { setSession({ ...codes, needs: undefined }); onDone(); }} />;
  return (
    <div class="sheet">
      <h2>1. Scan koden med en app</h2>
      <p>Åbn en app til koder på din telefon, for eksempel Microsoft Authenticator, Google Authenticator eller FreeOTP. Vælg at tilføje en konto, og ret kameraet mod billedet.</p>
      <Qr text={uri} label="QR-kode til appen på din telefon" />
      <details class="details">
        <summary>Kan du ikke scanne? Skriv nøglen</summary>
        <p class="code">{secret.replace(/(.{4})/g, "$1 ").trim()}</p>
        <p class="quiet small">Vælg tidsbaseret kode, hvis appen spørger.</p>
      </details>
      <h2>2. Skriv de seks tal, appen viser</h2>
      <Form submit="Det er min telefon" busyText="Ser efter …" check={check} send={send} fieldOf={{ wrong_code: "set-up-code" }}
        sentences={{ wrong_code: "Koden passer ikke. Se, om telefonens ur går rigtigt, og brug den kode, appen viser nu." }}>
        {(problems) => <TextField id="set-up-code" label="Kode fra din telefon" value={code} onValue={setCode} problem={problems["set-up-code"]} inputMode="numeric" autocomplete="one-time-code" maxLength={9} />}
      </Form>
    </div>
  );
}

function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    say("Nødkoderne er kopieret.");
  };
  return (
    <div class="sheet">
      <h2 ref={heading} tabIndex={-1}>Gem dine nødkoder</h2>
      <p>Mister du telefonen, kommer du ind med en af disse. Hver kan bruges én gang. De vises kun nu: print dem ud, og læg dem et sted, hvor du kan finde dem, men ikke ved computeren.</p>
      <ol class="recovery">{codes.map((one) => <li key={one}>{one}</li>)}</ol>
      <div class="actions">
        <button type="button" class="button button-secondary" onClick={() => window.print()}><Icon name="print" />Print</button>
        {"clipboard" in navigator && <button type="button" class="button button-secondary" onClick={() => void copy()}><Icon name="copy" />Kopiér</button>}
      </div>
      <Form submit="Færdig" check={(): Problems => (kept ? {} : { kept: "Sæt kryds, når du har gemt dem." })} send={async () => onDone()}>
        {(problems) => (
          <div class={`form-group${problems.kept ? " form-error" : ""}`}>
            {problems.kept && <span class="form-error-message"><span class="sr-only">Fejl: </span>{problems.kept}</span>}
            <CheckField id="kept" label="Jeg har gemt mine nødkoder" checked={kept} onValue={setKept} />
          </div>
        )}
      </Form>
    </div>
  );
}

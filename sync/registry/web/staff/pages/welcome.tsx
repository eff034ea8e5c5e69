// The link of an invitation: a name where it has none, a password, and then the telephone.
import { useState } from "preact/hooks";
import { api } from "../api";
import { Form, TextField, type Problems } from "../parts/form";
import { Nothing } from "../parts/load";
import { PASSWORD_LEAST, PasswordField } from "../parts/password";
import { SetUp } from "../parts/set-up";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { go } from "../route";
import { setSession, type Session } from "../session";

// Taken out of the address at once, so that it stays in no history and on no screen.
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== "") history.replaceState(null, "", location.pathname);
  return token;
}

export default function Welcome() {
  const [token] = useState(takeToken);
  const [named, setNamed] = useState(false); // the invitation has no name: the very first administrator says it
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [uri, setUri] = useState<string | null>(null);
  const done = () => {
    say("Velkommen. Alt er klar.");
    go("/", true);
  };
  const send = async () => {
    const body = { token, password, ...(name.trim() !== "" ? { name: name.trim() } : {}) };
    const session = await api<Session & { uri: string }>("POST", "v1/welcome", body);
    setSession(session);
    setUri(session.uri);
  };
  const check = (): Problems => ({
    ...(named && name.trim() === "" ? { "welcome-name": "Skriv, hvad du vil hedde her." } : {}),
    ...([...password].length < PASSWORD_LEAST ? { "welcome-password": `Adgangskoden skal være på mindst ${PASSWORD_LEAST} tegn.` } : {}),
  });
  if (uri !== null) {
    return (
      <div class="narrow">
        <Top title="Gør din telefon klar" lead="En kode fra telefonen sørger for, at en stjålet adgangskode ikke er nok." />
        <SetUp uri={uri} onDone={done} />
      </div>
    );
  }
  if (token === "") {
    return (
      <div class="narrow">
        <Top title="Velkommen" />
        <Nothing title="Her mangler en invitation"><p>Åbn hele det link, du har fået, eller bed en administrator om et nyt.</p></Nothing>
      </div>
    );
  }
  return (
    <div class="narrow">
      <Top title="Velkommen til Forhal" lead="Vælg en adgangskode, så er du næsten i gang." />
      <div class="sheet">
        <Form submit="Videre" busyText="Et øjeblik …" check={check} send={send} fieldOf={{ weak_password: "welcome-password", name_taken: "welcome-name", bad_request: "welcome-name" }}
          sentences={{ bad_request: "Navnet passer ikke: står der et i invitationen, skal feltet være tomt; ellers skal det udfyldes med højst 64 tegn." }}>
          {(problems) => (
            <>
              <TextField id="welcome-name" label="Navn" hint="Kun hvis du er den første administrator. Ellers står dit navn i invitationen." optional value={name} onValue={(value) => { setName(value); setNamed(false); }} problem={problems["welcome-name"]} autocomplete="username" autocapitalize="none" spellcheck={false} />
              <PasswordField id="welcome-password" label="Ny adgangskode" value={password} onValue={setPassword} problem={problems["welcome-password"]} autocomplete="new-password" measured />
            </>
          )}
        </Form>
      </div>
    </div>
  );
}

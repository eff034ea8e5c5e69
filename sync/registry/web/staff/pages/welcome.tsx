// The link of an invitation: a name where it has none, a password, and then the telephone.
import { useState } from "preact/hooks";
import { api, Refused } from "../api";
import { Form, TextField, type Problems } from "../parts/form";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { PASSWORD_LEAST, PasswordField } from "../parts/password";
import { SetUp } from "../parts/set-up";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { go, Link } from "../route";
import { roleNames, setSession, type Role, type Session } from "../session";

// Taken out of the address at once, so that it stays in no history and on no screen.
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token !== "") history.replaceState(null, "", location.pathname);
  return token;
}

interface Invitation {
  name: string; // "" for the very first administrator, who chooses it
  role: Role;
}

export default function Welcome() {
  const [token] = useState(takeToken);
  const load = useLoad(async () => {
    if (token === "") return null;
    try {
      return await api<Invitation>("POST", "v1/welcome/look", { token });
    } catch (error) {
      if (error instanceof Refused && error.code === "invitation_unknown") return null;
      throw error;
    }
  });
  const [uri, setUri] = useState<string | null>(null);
  const done = () => {
    say("Velkommen. Alt er klar.");
    go("/", true);
  };
  if (uri !== null) {
    return (
      <div class="narrow" key="set-up">
        <Top title="Gør din telefon klar" lead="En kode fra telefonen sørger for, at en stjålet adgangskode ikke er nok." />
        <SetUp uri={uri} onDone={done} />
      </div>
    );
  }
  const used = load.data === null && !load.busy && load.error === null;
  return (
    <div class="narrow" key="welcome">
      <Top title="Velkommen til Forhal" lead={load.data?.name ? `${load.data.name}, ${roleNames[load.data.role].toLowerCase()}. Vælg en adgangskode, så er du næsten i gang.` : "Vælg en adgangskode, så er du næsten i gang."} />
      {used ? (
        <Nothing title={token === "" ? "Her mangler en invitation" : "Linket er brugt eller for gammelt"}>
          <p>{token === "" ? "Åbn hele det link, du har fået." : "En invitation gælder i syv dage og kun én gang."} Bed en administrator om et nyt, eller <Link to="/sign-in">log ind</Link>.</p>
        </Nothing>
      ) : <Loaded load={load}>{(invitation) => invitation && <Choose token={token} invitation={invitation} onMade={setUri} />}</Loaded>}
    </div>
  );
}

function Choose({ token, invitation, onMade }: { token: string; invitation: Invitation; onMade: (uri: string) => void }) {
  const named = invitation.name !== "";
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const send = async () => {
    const body = { token, password, ...(named ? {} : { name: name.trim() }) };
    const session = await api<Session & { uri: string }>("POST", "v1/welcome", body);
    setSession(session);
    onMade(session.uri);
  };
  const check = (): Problems => ({
    ...(!named && name.trim() === "" ? { "welcome-name": "Skriv, hvad du vil hedde her." } : {}),
    ...([...password].length < PASSWORD_LEAST ? { "welcome-password": `Adgangskoden skal være på mindst ${PASSWORD_LEAST} tegn.` } : {}),
  });
  return (
    <div class="sheet">
      <Form submit="Videre" busyText="Et øjeblik …" check={check} send={send} fieldOf={{ weak_password: "welcome-password", known_password: "welcome-password", name_taken: "welcome-name", bad_request: "welcome-name" }}
        sentences={{ bad_request: "Et navn er på højst 64 tegn og begynder ikke med en parentes." }}>
        {(problems) => (
          <>
            {named
              ? <input type="hidden" autocomplete="username" value={invitation.name} />
              : <TextField id="welcome-name" label="Dit navn" hint="Det, du logger ind med. Du bliver den første administrator." value={name} onValue={setName} problem={problems["welcome-name"]} autocomplete="username" autocapitalize="none" spellcheck={false} />}
            <PasswordField id="welcome-password" label="Ny adgangskode" value={password} onValue={setPassword} problem={problems["welcome-password"]} autocomplete="new-password" measured />
          </>
        )}
      </Form>
    </div>
  );
}

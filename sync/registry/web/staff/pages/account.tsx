// One's own account: who one is, another password, and where one is signed in.
import { useState } from "preact/hooks";
import { api } from "../api";
import { agoText, momentText } from "../dates";
import { ask } from "../parts/dialog";
import { Form, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { PASSWORD_LEAST, PasswordField } from "../parts/password";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { go, onTheWay, place } from "../route";
import { roleNames, session } from "../session";
import { useStore } from "../store";

interface One {
  id: string;
  begun: string;
  seen: string;
  half: boolean;
  present: boolean;
}

export default function Account() {
  const who = useStore(session);
  if (!who) return null;
  return (
    <>
      <Top title="Din konto" />
      {place.value.search.get("proved") && <p class="alert alert-success" role="status">Tak, nu ved vi, at det er dig. Gå tilbage til den anden fane, og tryk på Fortsæt. Denne kan du lukke.</p>}
      <section class="sheet" aria-label="Om dig">
        <dl class="facts">
          <dt>Navn</dt><dd>{who.name}</dd>
          <dt>Rolle</dt><dd>{roleNames[who.role]}</dd>
          {who.role === "editor" && <><dt>Dine netværk</dt><dd>{who.networks.length > 0 ? who.networks.join(", ") : "ingen endnu"}</dd></>}
          <dt>Kode fra telefon</dt>
          <dd>
            {who.second_factor
              ? <><State kind="good">Slået til</State> {who.recovery_left} af 10 nødkoder er tilbage{who.recovery_left < 3 && ". Bed en administrator nulstille din telefon, så får du nye"}</>
              : <><State kind="quiet">Ikke slået til</State> <button type="button" class="function-link" onClick={() => go(onTheWay("/second-factor", "/account"))}>Slå til</button></>}
          </dd>
        </dl>
      </section>
      {who.proof !== "provider" && <Password />}
      {who.proof !== "provider" && <Address />}
      <Sessions />
    </>
  );
}

function Password() {
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [round, setRound] = useState(0);
  const check = (): Problems => ({
    ...(old === "" ? { "password-old": "Skriv den adgangskode, du har nu." } : {}),
    ...([...next].length < PASSWORD_LEAST ? { "password-new": `Den nye skal være på mindst ${PASSWORD_LEAST} tegn.` } : {}),
  });
  const send = async () => {
    await api("POST", "v1/session/password", { password: old, new: next });
    setOld("");
    setNext("");
    setRound(round + 1);
    say("Din adgangskode er skiftet. Andre steder er du nu logget ud.");
  };
  return (
    <section class="sheet">
      <h2>Skift adgangskode</h2>
      <Form submit="Skift adgangskode" check={check} send={send} fieldOf={{ wrong_sign_in: "password-old", weak_password: "password-new", known_password: "password-new" }} sentences={{ wrong_sign_in: "Det er ikke den adgangskode, du har nu." }}>
        {(problems) => (
          <>
            <input type="hidden" autocomplete="username" value={session.value?.name} />
            <PasswordField id="password-old" label="Nuværende adgangskode" value={old} onValue={setOld} problem={problems["password-old"]} autocomplete="current-password" />
            <PasswordField id="password-new" label="Ny adgangskode" value={next} onValue={setNext} problem={problems["password-new"]} autocomplete="new-password" measured />
          </>
        )}
      </Form>
    </section>
  );
}

// Where one hears that something about how one signs in has changed.
function Address() {
  const load = useLoad((signal) => api<{ mail: string }>("GET", "v1/session/mail", undefined, signal));
  return (
    <section class="sheet">
      <h2>Besked om dit login</h2>
      <p>Vi skriver til dig, når din adgangskode bliver skiftet, når en telefon bliver sat op eller nulstillet, og når en nødkode bliver brugt. Så opdager du det, hvis det ikke var dig.</p>
      <Loaded load={load}>{({ mail }) => <AddressForm key={mail} mail={mail} onSaved={load.again} />}</Loaded>
    </section>
  );
}

function AddressForm({ mail, onSaved }: { mail: string; onSaved: () => void }) {
  const [address, setAddress] = useState(mail);
  const send = async () => {
    await api("POST", "v1/session/mail", { mail: address.trim() });
    say(address.trim() === "" ? "Du får ikke besked mere." : "Mailadressen er gemt.");
    onSaved();
  };
  return (
    <Form submit="Gem mailadressen" check={() => ({})} send={send} fieldOf={{ bad_address: "address-mail" }} sentences={{ bad_address: "Det er ikke en mailadresse, vi kan sende til, fx anna@albertslund.dk." }}>
      {(problems) => (
        <TextField id="address-mail" label="Mailadresse" hint={mail === "" ? "Du får ingen besked, før der står en her." : undefined} value={address} onValue={setAddress} problem={problems["address-mail"]} type="email" autocomplete="email" inputMode="email" optional />
      )}
    </Form>
  );
}

function Sessions() {
  const load = useLoad((signal) => api<{ sessions: One[] }>("GET", "v1/session/all", undefined, signal));
  const end = async (body: { id?: string }, title: string, text: string) => {
    const done = await ask({ title, text, yes: "Log ud", danger: true, act: () => api("POST", "v1/session/end", body) });
    if (!done) return;
    say("Logget ud.");
    load.again();
  };
  return (
    <section class="sheet">
      <h2>Her er du logget ind</h2>
      <p class="quiet">Kender du ikke et af stederne, så log det ud, og skift adgangskode.</p>
      <Loaded load={load}>
        {({ sessions }) => (
          <>
            <Table caption="Steder, hvor du er logget ind" rows={sessions} keyOf={(one) => one.id} names={["sted", "steder"]} empty={{ title: "Ingen" }}
              columns={[
                { key: "seen", title: "Sidst brugt", cell: (one) => agoText(one.seen) },
                { key: "begun", title: "Logget ind", cell: (one) => momentText(one.begun) },
                { key: "state", title: "Tilstand", cell: (one) => one.present ? <State kind="good">Dette sted</State> : one.half ? <State kind="wait">Mangler koden</State> : <State kind="news">Et andet sted</State> },
                { key: "do", title: "Handling", hideTitle: true, cell: (one) => !one.present && (
                  <button type="button" class="function-link" onClick={() => void end({ id: one.id }, "Log ud der?", `Stedet blev sidst brugt ${agoText(one.seen)}. Det, der ikke er gemt der, går tabt.`)}><Icon name="lock" />Log ud</button>
                ) },
              ]} />
            {sessions.some((one) => !one.present) && (
              <div class="actions"><button type="button" class="button button-secondary" onClick={() => void end({}, "Log ud alle andre steder?", "Du bliver her. Det, der ikke er gemt andre steder, går tabt.")}>Log ud alle andre steder</button></div>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

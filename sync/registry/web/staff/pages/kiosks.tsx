// The kiosks, how each is, and those that want to be one.
import { useState } from "preact/hooks";
import { api } from "../api";
import { agoText, countText, momentText } from "../dates";
import { rank, stateOf, type Kiosk, type Newcomer } from "../kiosk-words";
import { ask, Dialog } from "../parts/dialog";
import { CheckField, Form, SelectField, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useEvery, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { Table } from "../parts/table";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { Link } from "../route";
import { mayDo, session } from "../session";

const LOOK_EVERY_S = 10;
const nameProblem = (name: string) => (name.trim() === "" ? "Skriv, hvad den skal hedde, for eksempel hvor den står." : "");

function Accept({ newcomer, onDone, onClose }: { newcomer: Newcomer; onDone: () => void; onClose: () => void }) {
  const [name, setName] = useState("");
  const [seen, setSeen] = useState(false);
  const check = () => {
    const problems: Record<string, string> = {};
    if (!seen) problems["accept-seen"] = "Sammenlign først, og sæt hak.";
    if (nameProblem(name)) problems["accept-name"] = nameProblem(name);
    return problems;
  };
  const send = async () => {
    await api("POST", "v1/staff/newcomers", { fingerprint: newcomer.fingerprint, do: "accept", name: name.trim() });
    say(`${name.trim()} er godkendt.`);
    onDone();
  };
  return (
    <Dialog title="Er det den rigtige kiosk?" onClose={onClose}>
      <p>Gå hen til kiosken, og sammenlign det hele med det, der står på dens skærm. Er det ikke helt ens, er det en anden.</p>
      <p class="code fingerprint">{newcomer.fingerprint}</p>
      <Form check={check} send={send} submit="Godkend kiosken" sentences={{ bad_request: "Navnet er for langt, eller der er tegn i det, som ikke kan bruges." }}
        more={<button type="button" class="button button-secondary" onClick={onClose}>Fortryd</button>}>
        {(problems) => (
          <>
            <div class={`form-group${problems["accept-seen"] ? " form-error" : ""}`}>
              {problems["accept-seen"] && <span class="form-error-message">{problems["accept-seen"]}</span>}
              <CheckField id="accept-seen" label="Alle otte grupper er ens på skærmen og her" checked={seen} onValue={setSeen} />
            </div>
            <TextField id="accept-name" label="Hvad skal den hedde?" hint="For eksempel hvor den står: Forhallen ved trappen" value={name} onValue={setName} problem={problems["accept-name"]} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function Newcomers({ newcomers, again }: { newcomers: Newcomer[]; again: () => void }) {
  const [chosen, setChosen] = useState<Newcomer | null>(null);
  const may = session.value !== null && mayDo(session.value.role, "administrator");
  const waiting = newcomers.filter((one) => !one.refused);
  if (waiting.length === 0) return null;
  const refuse = (one: Newcomer) => ask({
    title: `Afvis ${one.code}?`, text: "Den får at vide, at rådhuset har sagt nej. Du kan godkende den senere, så længe den bliver ved med at spørge.", yes: "Afvis", danger: true,
    act: () => api("POST", "v1/staff/newcomers", { fingerprint: one.fingerprint, do: "refuse" }),
  }).then((done) => done && again());
  return (
    <section class="sheet" aria-labelledby="newcomers">
      <h2 id="newcomers">{countText(waiting.length, "kiosk venter", "kiosker venter")} på at blive godkendt</h2>
      <ul class="plain-list">
        {waiting.map((one) => (
          <li key={one.fingerprint} class="newcomer">
            <div>
              <p class="code newcomer-code">{one.code}</p>
              <p class="quiet small">Spurgte første gang {momentText(one.asked)} fra {one.from}. Hørt {agoText(one.heard)}.</p>
            </div>
            {may ? (
              <div class="row-actions">
                <button type="button" class="button button-primary" aria-label={`Sammenlign og godkend ${one.code}`} onClick={() => setChosen(one)}>Sammenlign og godkend</button>
                <button type="button" class="button button-secondary" aria-label={`Afvis ${one.code}`} onClick={() => void refuse(one)}>Afvis</button>
              </div>
            ) : <p class="quiet">En administrator kan godkende den.</p>}
          </li>
        ))}
      </ul>
      {chosen && <Accept newcomer={chosen} onClose={() => setChosen(null)} onDone={() => { setChosen(null); again(); }} />}
    </section>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [minutes, setMinutes] = useState<"15" | "120" | "1440">("15");
  const [made, setMade] = useState<{ code: string; until: string } | null>(null);
  const send = async () => setMade(await api("POST", "v1/staff/kiosks/invite", { name: name.trim(), minutes: Number(minutes) }));
  if (made) {
    return (
      <Dialog title="Koden til den nye kiosk" onClose={onClose}>
        <p>Skriv koden på kiosken. Den virker én gang, til {momentText(made.until)}, og vises kun nu.</p>
        <p class="code fingerprint">{made.code}</p>
        <div class="actions"><button type="button" class="button button-primary" onClick={onClose}>Luk</button></div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Tilføj en kiosk med en kode" onClose={onClose}>
      <p>Du kan også bare tænde kiosken: så spørger den selv, om den må være med, og du sammenligner koder her på siden.</p>
      <Form check={(): Record<string, string> => (nameProblem(name) ? { "invite-name": nameProblem(name) } : {})} send={send} submit="Lav koden"
        more={<button type="button" class="button button-secondary" onClick={onClose}>Fortryd</button>}>
        {(problems) => (
          <>
            <TextField id="invite-name" label="Hvad skal den hedde?" value={name} onValue={setName} problem={problems["invite-name"]} />
            <SelectField id="invite-minutes" label="Hvor længe skal koden virke?" value={minutes} onValue={setMinutes} choices={[["15", "Et kvarter"], ["120", "To timer"], ["1440", "Et døgn"]]} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

export default function Kiosks() {
  const kiosks = useLoad((signal) => api<{ kiosks: Kiosk[] }>("GET", "v1/staff/kiosks", undefined, signal));
  const newcomers = useLoad((signal) => api<{ newcomers: Newcomer[] }>("GET", "v1/staff/newcomers", undefined, signal));
  const [inviting, setInviting] = useState(false);
  useEvery(LOOK_EVERY_S, kiosks.again);
  useEvery(LOOK_EVERY_S, newcomers.again);
  const may = session.value !== null && mayDo(session.value.role, "administrator");
  const both = () => {
    kiosks.again();
    newcomers.again();
  };
  return (
    <>
      <Top title="Kiosker" lead="Hvordan har de det lige nu?">
        {may && <button type="button" class="button button-secondary" onClick={() => setInviting(true)}><Icon name="add" />Tilføj en kiosk</button>}
      </Top>
      {newcomers.data && <Newcomers newcomers={newcomers.data.newcomers} again={both} />}
      <Loaded load={kiosks}>
        {(data) => (
          <Table caption="Kiosker" names={["kiosk", "kiosker"]} rows={data.kiosks} keyOf={(kiosk) => kiosk.id} text={(kiosk) => `${kiosk.name} ${stateOf(kiosk).text}`} first={{ key: "state" }}
            empty={{ title: "Der er ingen kiosker endnu", text: "Tænd en kiosk: den spørger selv, om den må være med, og så dukker den op her." }}
            columns={[
              { key: "name", title: "Navn", sort: (kiosk) => kiosk.name, cell: (kiosk) => <Link to={`/kiosks/${kiosk.id}`}>{kiosk.name}</Link> },
              { key: "state", title: "Tilstand", sort: rank, cell: (kiosk) => { const state = stateOf(kiosk); return <State kind={state.kind}>{state.text}</State>; } },
              { key: "heard", title: "Hørt fra", sort: (kiosk) => kiosk.heard_s_ago ?? Number.MAX_SAFE_INTEGER, cell: (kiosk) => (kiosk.heard ? agoText(kiosk.heard) : "Aldrig") },
              { key: "waiting", title: "Venter på at blive sendt", sort: (kiosk) => kiosk.beat?.outbox?.waiting ?? -1, cell: (kiosk) => kiosk.beat?.outbox?.waiting ?? "–" },
            ]} />
        )}
      </Loaded>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

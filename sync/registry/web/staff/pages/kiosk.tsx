// One kiosk: what it shows, how it is, and what can be done with it.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, apiBytes, Refused, sentenceOf } from "../api";
import { agoText, lengthText, momentText } from "../dates";
import { stateOf, wordAdvice, wordText, type Kiosk } from "../kiosk-words";
import type { PageProps } from "../pages";
import { ask } from "../parts/dialog";
import { Form, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, Nothing, useEvery, useLoad } from "../parts/load";
import { State } from "../parts/state";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { mayDo, session } from "../session";

const LOOK_EVERY_S = 10;
const PICTURE_PATIENCE_MS = 75_000;
const PICTURE_STEP_MS = 700;
const HURRY_S = 180; // so long the newest may take to be told of

const whyNot: Record<string, string> = {
  private: "Der står måske noget personligt på skærmen lige nu. Prøv igen, når borgeren er færdig.",
  asking: "Kiosken spørger lige nu, om der stadig er nogen. Prøv igen om et øjeblik.",
  typing: "Nogen er måske ved at skrive. Prøv igen om lidt.",
  nothing: "Der er ikke noget billede på skærmen lige nu.",
};

function reasonOf(error: unknown): string {
  if (error instanceof Refused && error.code === "look_refused") {
    const word = /: (\w+)\.$/.exec(error.message)?.[1] ?? "";
    return whyNot[word] ?? "Kiosken giver ikke noget billede lige nu.";
  }
  return sentenceOf(error, { not_found: "Billedet er slettet igen. Bed om et nyt." });
}

// Asks until the kiosk has answered; its wait for news ends at once, so that is seconds.
async function fetchPicture(kiosk: string, signal: AbortSignal): Promise<Blob> {
  const { look } = await api<{ look: string }>("POST", "v1/staff/kiosks/look", { kiosk }, signal);
  const until = Date.now() + PICTURE_PATIENCE_MS;
  for (;;) {
    try {
      return await apiBytes("GET", `v1/staff/looks/${look}`, undefined, signal);
    } catch (error) {
      const awaited = error instanceof Refused && error.code === "look_awaited";
      if (!awaited || Date.now() > until) throw error;
    }
    await new Promise((done) => setTimeout(done, PICTURE_STEP_MS));
  }
}

function Picture({ kiosk }: { kiosk: Kiosk }) {
  const [url, setUrl] = useState<string | null>(null);
  const [taken, setTaken] = useState<Date | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  const look = async () => {
    const own = new AbortController();
    abort.current = own;
    setBusy(true);
    setProblem("");
    try {
      const bytes = await fetchPicture(kiosk.id, own.signal);
      setUrl(URL.createObjectURL(bytes));
      setTaken(new Date());
    } catch (error) {
      if (own.signal.aborted) return;
      const slow = error instanceof Refused && error.code === "look_awaited";
      setProblem(slow ? "Kiosken svarer ikke. Er den tændt og på nettet?" : reasonOf(error));
    }
    setBusy(false);
  };
  return (
    <section class="sheet" aria-labelledby="shows">
      <h2 id="shows">Det viser den</h2>
      <div aria-live="polite">
        {url && <img class="kiosk-picture" src={url} alt={`Skærmen på ${kiosk.name}`} />}
        {taken && !busy && <p class="quiet small">Taget {momentText(taken.getTime() / 1000)}. Billedet gemmes ikke.</p>}
        {busy && <p class="quiet">Beder kiosken om et billede …</p>}
        {problem && <p>{problem}</p>}
      </div>
      <p class="quiet small">Du ser kun skærme, hvor der ikke kan stå noget om en borger. At du ser efter, står i loggen.</p>
      <div class="actions"><button type="button" class="button button-secondary" aria-disabled={busy} onClick={() => void (busy || look())}><Icon name="desktop" />{url ? "Se igen" : "Se skærmen nu"}</button></div>
    </section>
  );
}

function Facts({ kiosk }: { kiosk: Kiosk }) {
  const beat = kiosk.beat ?? {};
  const rows: [string, string | undefined][] = [
    ["Hørt fra", kiosk.heard ? `${agoText(kiosk.heard)} (${momentText(kiosk.heard)})` : "aldrig"],
    ["Viser det nyeste", kiosk.heard ? (!kiosk.behind_s ? "ja" : kiosk.behind_s < HURRY_S ? "det er på vej" : `nej, ikke i ${lengthText(kiosk.behind_s)}`) : undefined],
    ["Venter på at blive sendt", beat.outbox?.waiting === undefined ? undefined : beat.outbox.waiting === 0 ? "intet" : `${beat.outbox.waiting}, det ældste i ${lengthText(beat.outbox.oldest_s ?? 0)}`],
    ["Sidst rørt", beat.screen?.touched_s === undefined ? undefined : `for ${lengthText(beat.screen.touched_s)} siden`],
    ["Temperatur", beat.board?.cpu_mc === undefined ? undefined : `${Math.round(beat.board.cpu_mc / 1000)} °C`],
    ["Plads på disken", beat.board?.disk_free_mib === undefined ? undefined : `${(beat.board.disk_free_mib / 1024).toFixed(1).replace(".", ",")} GB fri`],
    ["Certifikatet holder", beat.agent?.certificate_days === undefined ? undefined : `${beat.agent.certificate_days} dage endnu`],
    ["Skærm", beat.screen?.width_px === undefined ? undefined : `${beat.screen.width_px} × ${beat.screen.height_px}`],
    ["Program", beat.screen?.version ?? beat.agent?.version],
    ["Har kørt", beat.board?.up_s === undefined ? undefined : lengthText(beat.board.up_s)],
    ["Med siden", momentText(kiosk.enrolled)],
    ["Nummer", kiosk.id],
  ];
  return (
    <section class="sheet" aria-labelledby="facts">
      <h2 id="facts">Sådan har den det</h2>
      {kiosk.copied && <div class="alert alert-error"><Icon name="error" class="alert-icon" /><div class="alert-body"><p class="alert-text">To maskiner bruger denne kiosks identitet. Den ene er måske en kopi af kortet. Find ud af, hvilken der er den rigtige, og sluk den anden, før du stoler på den igen.</p></div></div>}
      {!kiosk.revoked && kiosk.words.map((word) => <p key={word}><strong>{wordText(word)}.</strong> {wordAdvice(word)}</p>)}
      {kiosk.revoked && <p>Den er lukket ude for altid: intet, den sender, bliver taget imod.</p>}
      <dl class="facts">{rows.filter(([, value]) => value !== undefined).map(([title, value]) => [<dt key={title}>{title}</dt>, <dd key={`${title}-is`}>{value}</dd>])}</dl>
    </section>
  );
}

function Rename({ kiosk, again }: { kiosk: Kiosk; again: () => void }) {
  const [name, setName] = useState(kiosk.name);
  const send = async () => {
    await api("POST", "v1/staff/kiosks", { kiosk: kiosk.id, name: name.trim() });
    say(`Den hedder nu ${name.trim()}.`);
    again();
  };
  return (
    <section class="sheet" aria-labelledby="name">
      <h2 id="name">Navn</h2>
      <Form check={(): Record<string, string> => (name.trim() === "" ? { "kiosk-name": "Skriv et navn." } : {})} send={send} submit="Gem navnet" fieldOf={{ bad_request: "kiosk-name" }}
        sentences={{ bad_request: "Navnet er for langt, eller der er tegn i det, som ikke kan bruges." }}>
        {(problems) => <TextField id="kiosk-name" label="Hvad hedder den?" hint="For eksempel hvor den står" value={name} onValue={setName} problem={problems["kiosk-name"]} />}
      </Form>
    </section>
  );
}

function Identity({ kiosk, again }: { kiosk: Kiosk; again: () => void }) {
  const decide = (deed: string, said: string) => async () => {
    await api("POST", "v1/staff/kiosks/identity", { kiosk: kiosk.id, do: deed });
    say(said);
  };
  const revoke = () => ask({
    title: `Luk ${kiosk.name} ude?`, danger: true, yes: "Luk den ude for altid",
    text: <><p>Det kan ikke fortrydes. Kiosken viser ikke mere nyt, og det, borgere har skrevet på den og som ikke er sendt, bliver ikke taget imod.</p><p>Gør det, når den er stjålet, eller når den er taget ned.</p></>,
    act: decide("revoke", `${kiosk.name} er lukket ude.`),
  }).then((done) => done && again());
  const rotate = () => ask({
    title: "Giv den en ny nøgle?", yes: "Bed den om det", text: "Kiosken laver selv en ny nøgle, næste gang den melder sig. Gør det, hvis nogen kan have set den gamle.", act: decide("rotate", "Den får besked næste gang, den melder sig."),
  }).then((done) => done && again());
  const trust = () => ask({
    title: "Stol på den igen?", danger: true, yes: "Stol på den næste, der melder sig", text: "Den første maskine, der nu melder sig med denne identitet, er kiosken, og den anden bliver afvist. Sluk kopien først.", act: decide("trust", "Den næste, der melder sig, er kiosken."),
  }).then((done) => done && again());
  return (
    <section class="sheet" aria-labelledby="identity">
      <h2 id="identity">Tillid</h2>
      <p>Er den stjålet, kopieret eller taget ned, så lukker du den ude her.</p>
      <div class="actions">
        {kiosk.copied && <button type="button" class="button button-primary" onClick={() => void trust()}>Stol på den igen</button>}
        <button type="button" class="button button-danger" onClick={() => void revoke()}>Luk den ude</button>
        <button type="button" class="button button-secondary" disabled={kiosk.rotates} onClick={() => void rotate()}>{kiosk.rotates ? "Ny nøgle er på vej" : "Giv den en ny nøgle"}</button>
      </div>
    </section>
  );
}

export default function OneKiosk({ words }: PageProps) {
  const load = useLoad((signal) => api<{ kiosks: Kiosk[] }>("GET", "v1/staff/kiosks", undefined, signal));
  useEvery(LOOK_EVERY_S, load.again);
  const kiosk = load.data?.kiosks.find((one) => one.id === words.id);
  const may = session.value !== null && mayDo(session.value.role, "administrator");
  const state = kiosk && stateOf(kiosk);
  return (
    <>
      <Top title={kiosk?.name ?? "Kiosk"} back={{ to: "/kiosks", text: "Kiosker" }} lead={state && <State kind={state.kind}>{state.text}</State>} />
      <Loaded load={load}>
        {() => !kiosk ? <Nothing title="Den kiosk findes ikke"><p>Måske er adressen forkert.</p></Nothing> : (
          <div class="two-columns">
            <div>{!kiosk.revoked && <Picture kiosk={kiosk} />}{!kiosk.revoked && <Rename kiosk={kiosk} again={load.again} />}</div>
            <div><Facts kiosk={kiosk} />{may && !kiosk.revoked && <Identity kiosk={kiosk} again={load.again} />}</div>
          </div>
        )}
      </Loaded>
    </>
  );
}

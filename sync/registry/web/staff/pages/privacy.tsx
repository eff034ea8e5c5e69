// Everything about one person: found, handed over, corrected, erased with proof, or refused. For the secretariat.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { api, apiBytes, Refused } from "../api";
import { countText, dayText } from "../dates";
import { Dialog } from "../parts/dialog";
import { kindName } from "../parts/entry-words";
import { AreaField, CheckField, ChoiceField, Form, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { Nothing } from "../parts/load";
import { ProofSheet, type Proof } from "../parts/proof";
import { checkReason, ReasonField } from "../parts/reason";
import { State } from "../parts/state";
import { say } from "../parts/toast";
import { Top } from "../parts/top";

interface Entry {
  kind: string;
  network: string;
  name: string;
  contact: string;
  title?: string;
  text?: string;
  brings?: string;
  notice: string;
  received: string;
  kiosk: string;
  status?: string;
}
interface FoundEntry {
  where: "entry";
  order: number;
  version: number;
  why: string[];
  entry: Entry;
  hold?: string;
  refusal?: string;
}
interface FoundOther {
  where: string;
  id: string;
  why: string[];
}
interface Result {
  found: (FoundEntry | FoundOther)[];
  looked_in: string[];
  more: boolean;
}

const whyNames: Record<string, string> = { name: "navnet", contact: "mail eller telefon", title: "titlen", text: "teksten", brings: "det, de tager med", receipt: "samme kvittering" };
const whereNames: Record<string, string> = { answer: "Svar", network: "Netværk", page: "Side", site: "Fælles indhold", staff: "Bruger", log: "Log", idea: "Idé på væggen", mail: "Mail", version: "Udgave af et netværk", decision: "Begrundelse" };
const lookedNames: Record<string, string> = { entry: "det, borgere har givet", answer: "svar", network: "netværk", page: "sider", site: "fælles indhold", staff: "brugere", log: "loggen", version: "netværkenes udgaver", decision: "begrundelser", mail: "mails, der venter" };
const list = new Intl.ListFormat("da", { type: "conjunction" });
const isEntry = (one: FoundEntry | FoundOther): one is FoundEntry => one.where === "entry";
const isGiven = (kind: string): boolean => kind === "interest" || kind === "seat" || kind === "idea";

type Deed = { what: "correct" | "erase" | "refuse" | "hold"; one: FoundEntry };

export default function Privacy() {
  const [by, setBy] = useState<"text" | "code">("text");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [result, setResult] = useState<Result | null>(null);
  const [chosen, setChosen] = useState<number[]>([]);
  const [deed, setDeed] = useState<Deed | null>(null);
  const [proof, setProof] = useState<Proof | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const search = async () => {
    const found = await api<Result>("POST", "v1/staff/privacy/search", { [by]: typed.trim(), reason: reason.trim() });
    setResult(found);
    setChosen(found.found.filter(isEntry).map((one) => one.order));
  };
  // To what was found, when somebody searched. After a deed the keyboard stays where it is, if that is still there.
  const searched = useRef(false);
  useLayoutEffect(() => {
    if (result && (searched.current || document.activeElement === document.body)) heading.current?.focus();
    searched.current = false;
  }, [result]);
  const check = (): Problems => ({
    ...(typed.trim().length < 2 ? { "find-typed": by === "code" ? "Skriv koden." : "Skriv mindst to bogstaver." } : {}),
    ...checkReason("find-reason", reason),
  });
  const closed = (done: string | null) => {
    setDeed(null);
    if (done === null) return;
    say(done);
    void search();
  };

  return (
    <>
      <Top title="Privatliv" lead="Find alt om en person, og giv det, ret det eller slet det." />
      <div class="sheet">
        <h2>Find</h2>
        <Form submit="Find" busyText="Leder …" check={check} send={() => { setProof(null); searched.current = true; return search(); }}>
          {(problems) => (
            <>
              <ChoiceField name="find-by" label="Hvad har du?" value={by} onValue={setBy} choices={[["text", "Navn, mail eller telefon"], ["code", "Koden fra kvitteringen"]] as const} />
              <TextField id="find-typed" label={by === "code" ? "Kode" : "Navn, mail eller telefon"} value={typed} onValue={setTyped} problem={problems["find-typed"]} spellcheck={false}
                hint={by === "code" ? "Fire gange fire tegn, som på kvitteringen." : "En del af navnet er nok. Store bogstaver, accenter, å eller aa og mellemrum i numre er lige meget."} />
              <ReasonField id="find-reason" value={reason} onValue={setReason} problems={problems} hint="Loggen husker, at du søgte, og hvorfor, men ikke efter hvem. Skriv ikke navnet her." />
            </>
          )}
        </Form>
      </div>
      {proof && <ProofSheet proof={proof} onUpdate={setProof} />}
      {result && (
        <section aria-labelledby="found">
          <h2 id="found" ref={heading} tabIndex={-1}>{result.found.length === 0 ? "Intet fundet" : `Fundet: ${countText(result.found.length, "ting", "ting")}`}</h2>
          <p class="quiet">Der er ledt i {list.format(result.looked_in.map((one) => lookedNames[one] ?? one))}.{result.more && " Der er flere, end der kan vises: skriv mere af navnet."}</p>
          {result.found.length === 0 ? <Nothing title="Registret har ikke noget om det, du skrev"><p>Prøv med en del af navnet, med mailen eller med koden fra kvitteringen.</p></Nothing> : (
            <Found result={result} chosen={chosen} onChosen={setChosen} onDeed={setDeed} />
          )}
        </section>
      )}
      {deed?.what === "correct" && <Correct one={deed.one} onClose={closed} />}
      {deed?.what === "refuse" && <Refuse one={deed.one} onClose={closed} />}
      {deed?.what === "hold" && <Hold order={deed.one.order} onClose={closed} />}
      {deed?.what === "erase" && <Erase one={deed.one} onClose={(made) => { closed(made ? "Det er slettet." : null); if (made) setProof(made); }} />}
    </>
  );
}

function Found({ result, chosen, onChosen, onDeed }: { result: Result; chosen: number[]; onChosen: (orders: number[]) => void; onDeed: (deed: Deed) => void }) {
  const entries = result.found.filter(isEntry);
  const others = result.found.filter((one): one is FoundOther => !isEntry(one));
  const toggle = (order: number, on: boolean) => onChosen(on ? [...chosen, order] : chosen.filter((one) => one !== order));
  return (
    <>
      {entries.map((one) => (
        <article class="sheet" key={one.order} aria-label={`${kindName(one.entry.kind)}, nummer ${one.order}`}>
          <h3>{kindName(one.entry.kind)} <span class="quiet small">nr. {one.order}</span></h3>
          <p class="quiet">Fundet i {list.format(one.why.map((why) => whyNames[why] ?? why))}. {one.hold && <State kind="wait">Holdes tilbage</State>} {one.refusal && <State kind="quiet">Sletning afvist</State>}</p>
          <dl class="facts">
            <Fact title="Navn" text={one.entry.name} />
            <Fact title="Mail eller telefon" text={one.entry.contact} />
            <Fact title="Netværk" text={one.entry.network} />
            <Fact title="Titel" text={one.entry.title} />
            <Fact title="Tekst" text={one.entry.text} />
            <Fact title="Tager med" text={one.entry.brings} />
            <Fact title="Modtaget" text={dayText(one.entry.received)} />
            <Fact title="Givet under erklæring" text={one.entry.notice} />
            <Fact title="Holdes tilbage fordi" text={one.hold} />
            <Fact title="Afvist fordi" text={one.refusal} />
          </dl>
          <div class="mt-4"><CheckField id={`choose-${one.order}`} label={<>Tag med i det, personen får<span class="sr-only">: nummer {one.order}</span></>} checked={chosen.includes(one.order)} onValue={(on) => toggle(one.order, on)} /></div>
          <div class="row-actions mt-4">
            {isGiven(one.entry.kind) && <button type="button" class="function-link" onClick={() => onDeed({ what: "correct", one })}><Icon name="edit" />Ret<span class="sr-only"> nummer {one.order}</span></button>}
            <button type="button" class="function-link" onClick={() => onDeed({ what: "hold", one })}><Icon name="time" />Hold tilbage<span class="sr-only"> nummer {one.order}</span></button>
            {isGiven(one.entry.kind) && <button type="button" class="function-link" onClick={() => onDeed({ what: "refuse", one })}><Icon name="close" />Afvis sletning<span class="sr-only"> af nummer {one.order}</span></button>}
            <button type="button" class="function-link" onClick={() => onDeed({ what: "erase", one })}><Icon name="remove" />Slet<span class="sr-only"> nummer {one.order}</span></button>
          </div>
        </article>
      ))}
      {others.length > 0 && (
        <div class="sheet">
          <h3>Også nævnt her</h3>
          <ul>{others.map((one) => <li key={`${one.where}${one.id}`}>{whereNames[one.where] ?? one.where}: {one.where === "answer" ? "svaret under en kvittering" : one.id}</li>)}</ul>
        </div>
      )}
      {entries.length > 0 && <HandOver orders={chosen} />}
    </>
  );
}

function Fact({ title, text }: { title: string; text?: string }) {
  return text ? <><dt>{title}</dt><dd>{text}</dd></> : null;
}

// ---- what the person gets ----
function HandOver({ orders }: { orders: number[] }) {
  const [reason, setReason] = useState("");
  const [form, setForm] = useState<"page" | "json">("page");
  const check = (): Problems => ({ ...(orders.length === 0 ? { "": "Sæt kryds ved mindst én ovenfor." } : {}), ...checkReason("export-reason", reason) });
  const send = async () => {
    const bytes = await apiBytes("POST", "v1/staff/privacy/export", { orders, reason: reason.trim(), form });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(bytes);
    link.download = form === "page" ? "det-har-vi-om-dig.html" : "det-har-vi-om-dig.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say("Filen er hentet. Registret gemmer den ikke: pas på din kopi.");
  };
  return (
    <div class="sheet">
      <h3>Giv personen det</h3>
      <p>Med erklæringen, det blev givet under, hvor længe det gemmes, og hvad I har svaret.</p>
      <Form submit={`Hent (${orders.length})`} busyText="Samler …" check={check} send={send}>
        {(problems) => (
          <>
            <ChoiceField name="export-form" label="Hvordan?" value={form} onValue={setForm} choices={[["page", "Til at læse og printe"], ["json", "Til maskiner (JSON)"]] as const} />
            <ReasonField id="export-reason" value={reason} onValue={setReason} problems={problems} />
          </>
        )}
      </Form>
    </div>
  );
}

// ---- the deeds ----
function Correct({ one, onClose }: { one: FoundEntry; onClose: (done: string | null) => void }) {
  const [words, setWords] = useState({ name: one.entry.name, contact: one.entry.contact, title: one.entry.title ?? "", text: one.entry.text ?? "", brings: one.entry.brings ?? "" });
  const [seen, setSeen] = useState({ version: one.version, entry: one.entry });
  const [met, setMet] = useState<Record<string, string>>({}); // what a colleague wrote where one has written, too
  const put = (key: keyof typeof words) => (value: string) => setWords({ ...words, [key]: value });
  // What somebody else did meanwhile is taken where nobody wrote here; where both did, one sees it and saves again.
  const take = (current: Entry & { version: number }) => {
    const keys = Object.keys(words) as (keyof typeof words)[];
    const wrote = (key: keyof typeof words) => words[key] !== (seen.entry[key] ?? "");
    setMet(Object.fromEntries(keys.filter((key) => wrote(key) && (current[key] ?? "") !== (seen.entry[key] ?? "")).map((key) => [key, current[key] ?? ""])));
    setWords(Object.fromEntries(keys.map((key) => [key, wrote(key) ? words[key] : (current[key] ?? "")])) as typeof words);
    setSeen({ version: current.version, entry: current });
  };
  const send = async () => {
    const changed = Object.entries(words).filter(([key, value]) => value !== (seen.entry[key as keyof typeof words] ?? ""));
    try {
      await api("POST", "v1/staff/privacy/correct", { order: one.order, base: seen.version, ...Object.fromEntries(changed) });
    } catch (error) {
      if (error instanceof Refused && error.code === "conflict") take((error.body as { current: Entry & { version: number } }).current);
      throw error;
    }
    onClose("Det er rettet.");
  };
  const hint = (key: keyof typeof words) => (met[key] === undefined ? undefined : `Her står nu: »${met[key]}«`);
  return (
    <Dialog title={`Ret nummer ${one.order}`} onClose={() => onClose(null)}>
      <p>Det, der stod før, bliver overskrevet. Personen ser under sin kode, at I har rettet.</p>
      <Form submit="Gem rettelsen" busyText="Gemmer …" send={send} sentences={{ conflict: "Der er sket noget med det imens. Intet er overskrevet, og det, du har skrevet, står her stadig. Se det igennem, og gem igen." }} more={<button type="button" class="button button-secondary" onClick={() => onClose(null)}>Fortryd</button>}>
        {() => (
          <>
            <TextField id="correct-name" label="Navn" value={words.name} onValue={put("name")} hint={hint("name")} />
            <TextField id="correct-contact" label="Mail eller telefon" value={words.contact} onValue={put("contact")} hint={hint("contact")} />
            {one.entry.kind === "idea" && <TextField id="correct-title" label="Titel" value={words.title} onValue={put("title")} hint={hint("title") ?? "Hænger ideen på væggen, tages den ned, til I udgiver den igen."} />}
            {one.entry.kind === "idea" && <AreaField id="correct-text" label="Tekst" value={words.text} onValue={put("text")} hint={hint("text")} />}
            {one.entry.kind === "seat" && <AreaField id="correct-brings" label="Tager med" value={words.brings} onValue={put("brings")} hint={hint("brings")} />}
          </>
        )}
      </Form>
    </Dialog>
  );
}

function Refuse({ one, onClose }: { one: FoundEntry; onClose: (done: string | null) => void }) {
  const [reason, setReason] = useState("");
  const send = async () => {
    await api("POST", "v1/staff/privacy/refuse", { order: one.order, reason: reason.trim() });
    onClose("Afvisningen er gemt, og personen kan læse den.");
  };
  return (
    <Dialog title={`Afvis at slette nummer ${one.order}`} onClose={() => onClose(null)}>
      <Form submit="Afvis" busyText="Gemmer …" check={(): Problems => (reason.trim() === "" ? { "refuse-reason": "Skriv, hvorfor." } : {})} send={send}
        more={<button type="button" class="button button-secondary" onClick={() => onClose(null)}>Fortryd</button>}>
        {(problems) => <AreaField id="refuse-reason" label="Hvorfor kan I ikke slette det?" value={reason} onValue={setReason} problem={problems["refuse-reason"]} most={380}
          hint="Personen læser det under sin kode: »Du har bedt om at få det slettet. Det kan vi ikke: …«. Skriv, hvor man kan klage, hvis det er relevant." />}
      </Form>
    </Dialog>
  );
}

export function Hold({ order, onClose }: { order: number; onClose: (done: string | null) => void }) {
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const send = async () => {
    await api("POST", "v1/staff/privacy/holds", { order, until, reason: reason.trim() });
    onClose("Det holdes tilbage.");
  };
  return (
    <Dialog title={`Hold nummer ${order} tilbage`} onClose={() => onClose(null)}>
      <p>Det slettes så ikke af sig selv før den dag, du vælger. Personen kan stadig selv slette det med sin kode.</p>
      <Form submit="Hold tilbage" busyText="Gemmer …" send={send}
        check={(): Problems => ({ ...(until === "" ? { "hold-until": "Vælg en dag." } : {}), ...(reason.trim() === "" ? { "hold-reason": "Skriv, hvorfor." } : {}) })}
        more={<button type="button" class="button button-secondary" onClick={() => onClose(null)}>Fortryd</button>}>
        {(problems) => (
          <>
            <TextField id="hold-until" type="date" label="Til og med" value={until} onValue={setUntil} problem={problems["hold-until"]} hint="Højst fem år." />
            <TextField id="hold-reason" label="Hvorfor?" value={reason} onValue={setReason} problem={problems["hold-reason"]} most={380} hint="Kommer med, hvis personen beder om indsigt." />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function Erase({ one, onClose }: { one: FoundEntry; onClose: (proof: Proof | null) => void }) {
  const [reason, setReason] = useState("");
  const send = async () => {
    const made = await api<{ proofs: Proof[] }>("POST", "v1/staff/privacy/erase", { order: one.order, reason: reason.trim() });
    onClose(made.proofs[0] ?? null);
  };
  return (
    <Dialog title={`Slet nummer ${one.order}?`} onClose={() => onClose(null)}>
      <p>{kindName(one.entry.kind)} fra {one.entry.name || "en, der ikke gav sit navn"}. Det kan ikke fortrydes. Mails, der venter til samme adresse, slettes også. Bagefter leder registret i sine filer og viser, at intet er tilbage.</p>
      <Form submit="Slet for altid" danger busyText="Sletter og leder …" check={() => checkReason("erase-reason", reason)} send={send}
        more={<button type="button" class="button button-secondary" onClick={() => onClose(null)}>Fortryd</button>}>
        {(problems) => <ReasonField id="erase-reason" value={reason} onValue={setReason} problems={problems} hint="Står i beviset og loggen. Skriv ikke navne." />}
      </Form>
    </Dialog>
  );
}

// One entry: what was written, the answer, the wall with its marks, and ideas that resemble it side by side.
import { useState } from "preact/hooks";
import { api, Refused, sentenceOf } from "../api";
import { countText, momentText } from "../dates";
import {
  answersOf, beginnings, comesAsNames, happenedText, headOf, kindNames, langNames, markNames, stateKind, statusNames, statusText,
  type Counts, type Like, type Mark, type Piece, type Status, type Whole,
} from "../inbox";
import { ask, Dialog } from "../parts/dialog";
import { EntryQuestion, useEntryWords, type Words } from "../parts/entry-merge";
import { AreaField, Form, SelectField, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Loaded, useLoad } from "../parts/load";
import { useSeatReply } from "../parts/seat";
import { State } from "../parts/state";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import type { PageProps } from "../pages";
import { Link } from "../route";

const ANSWER_MOST = 1000;
const sentences = {
  conflict: "Der er sket noget med idéen imens. Luk, og se historien, før du gør mere.",
  withdrawn: "Borgeren har trukket det tilbage, mens du skrev. Det kan ikke ændres mere.",
  joined: "Idéen er lagt sammen med en anden. Svar på den anden i stedet, eller skil dem først.",
  bad_request: "Det kan ikke gemmes sådan. Er der et CPR-nummer i teksten, eller er et felt tomt?",
  can_not_be_joined: "De kan ikke lægges sammen: en af dem er allerede lagt sammen med en anden.",
};

// ---- what was written ----
function Typed({ pieces, text }: { pieces?: Piece[]; text?: string }) {
  if (!pieces) return <>{text}</>;
  return (
    <>
      {pieces.map((piece, at) => (piece.mark
        ? <mark key={at} class="marked" title={markNames[piece.mark]}>{piece.text}<span class="sr-only"> ({markNames[piece.mark]})</span></mark>
        : <span key={at}>{piece.text}</span>))}
    </>
  );
}

function MarksAlert({ marks }: { marks: Mark[] }) {
  if (marks.length === 0) return null;
  return (
    <div class="alert alert-warning">
      <Icon name="warning" class="alert-icon" />
      <div class="alert-body">
        <p class="alert-text">Se efter, før idéen bliver synlig for alle. Her står: {marks.map((mark) => markNames[mark]).join(", ")}. Det er mærket i teksten.</p>
      </div>
    </div>
  );
}

function Letter({ entry, networks }: { entry: Whole; networks: Map<string, string> }) {
  const network = networks.get(entry.network) ?? entry.network;
  const lang = langNames[entry.lang];
  return (
    <section class="sheet" aria-labelledby="letter">
      <h2 id="letter">Det skrev borgeren</h2>
      <MarksAlert marks={entry.marks ?? []} />
      {entry.kind === "idea" && <p class="typed-title" dir="auto" lang={entry.lang}><Typed pieces={entry.title_pieces} text={entry.title} /></p>}
      {entry.text !== undefined && <p class="typed" dir="auto" lang={entry.lang}><Typed pieces={entry.text_pieces} text={entry.text} /></p>}
      {entry.brings && <p class="typed" dir="auto" lang={entry.lang}>{entry.brings}</p>}
      <dl class="facts mt-5">
        {entry.name !== "" && <><dt>Navn</dt><dd dir="auto">{entry.name}</dd></>}
        {entry.contact !== "" && <><dt>Kontakt</dt><dd>{entry.contact}</dd></>}
        {entry.comes_as && <><dt>Kommer som</dt><dd>{comesAsNames[entry.comes_as]}</dd></>}
        {entry.network !== "" && <><dt>Netværk</dt><dd>{entry.kind === "seat" ? <Link to={`/seats/${encodeURIComponent(entry.network)}`}>{network}</Link> : network}</dd></>}
        {entry.idea && <><dt>Støtter</dt><dd><Link to={`/inbox/${entry.idea.replace("idea-", "")}`}>{entry.idea.replace("idea-", "Idé nr. ")}</Link></dd></>}
        {entry.leans && <><dt>Ligner mest</dt><dd>{entry.leans === "network" ? "et netværk" : "et projekt"}</dd></>}
        {(entry.supports ?? 0) > 0 && <><dt>Støtte</dt><dd>{countText(entry.supports ?? 0, "støtte", "støtter")}</dd></>}
        <dt>Kom</dt><dd>{momentText(entry.received)}{entry.kiosk === "web" ? ", på hjemmesiden" : ", på en skærm"}</dd>
        {lang !== undefined && entry.lang !== "da" && <><dt>Sprog på skærmen</dt><dd>{lang}</dd></>}
      </dl>
    </section>
  );
}

// ---- the answer ----
interface Named {
  id: string;
  title: string;
}

async function fetchNetworks(signal: AbortSignal): Promise<Named[]> {
  const all: Named[] = [];
  for (let part = 1; part <= 20; part++) {
    const page = await api<{ networks: Named[]; next?: string }>("GET", `data/networks.json?part=${part}`, undefined, signal);
    all.push(...page.networks);
    if (page.next === undefined) break;
  }
  return all;
}

const hasNetwork = (status: string | undefined): boolean => status === "invited" || status === "network";
const answerOf = (entry: Whole): Words => ({
  status: entry.status ?? "received", text: entry.answer ?? "", network: hasNetwork(entry.status) ? entry.network : "",
});
const answerFields = {
  status: { name: "Hvad blev det til?", textOf: (value: string) => statusNames[value as Status] ?? value }, text: { name: "Svar til borgeren" }, network: { name: "Netværk" },
};

function AnswerForm({ entry, done }: { entry: Whole; done: () => void }) {
  const form = useEntryWords(entry, answerOf);
  const { status = "", text = "", network = "" } = form.words;
  const setText = (typed: string) => form.put({ text: typed });
  const networks = useLoad(fetchNetworks);
  const { reply, question } = useSeatReply();
  const needsNetwork = hasNetwork(status);
  const offered = beginnings.filter((one) => one.kinds.includes(entry.kind));
  const begin = (key: string) => {
    const found = offered.find((one) => one.key === key);
    if (found) setText(text.trim() === "" ? found.text : `${found.text}\n${text}`);
    document.getElementById("answer-text")?.focus();
  };
  const send = async (base: number, words: Words): Promise<boolean> => {
    const body = {
      order: entry.order, base, status: words.status ?? "", ...(words.text ? { answer: words.text } : {}), ...(hasNetwork(words.status) && words.network ? { network: words.network } : {}),
    };
    if (entry.kind === "seat") {
      if (!(await reply(body))) return false;
    } else {
      await api("POST", "v1/staff/entries", body);
    }
    say("Svaret er gemt. Borgeren kan se det med sin kvitteringskode.");
    return true;
  };
  return (
    <section class="sheet" aria-labelledby="answer">
      <h2 id="answer">Svar</h2>
      <p class="quiet">Borgeren ser svaret med sin kvitteringskode, på skærmene og på sin telefon. Skriv ikke noget personligt.</p>
      <Form
        submit="Gem svaret" sentences={sentences}
        check={() => ({
          ...([...text].length > ANSWER_MOST ? { "answer-text": `Svaret må højst være på ${ANSWER_MOST} tegn.` } : {}),
          ...(needsNetwork && network === "" ? { "answer-network": "Vælg, hvilket netværk det handler om." } : {}),
        })}
        send={async () => void ((await form.save(send)) && done())}
      >
        {(problems) => (
          <>
            <SelectField id="answer-status" label="Hvad blev det til?" value={status} onValue={(value: string) => form.put({ status: value, ...(hasNetwork(value) ? {} : { network: "" }) })} choices={answersOf[entry.kind].map((one) => [one, statusNames[one]] as const)} />
            {needsNetwork && <SelectField id="answer-network" label="Netværk" value={network} onValue={(value) => form.put({ network: value })} problem={problems["answer-network"]} choices={[["", "Vælg et netværk"], ...(networks.data ?? []).map((one) => [one.id, one.title] as const)]} />}
            {offered.length > 0 && <SelectField id="answer-begin" label="Begynd med" value="" onValue={begin} hint="Sætter begyndelsen ind i svaret. Resten skriver du selv." choices={[["", "Vælg en begyndelse"], ...offered.map((one) => [one.key, one.label] as const)]} />}
            <AreaField id="answer-text" label="Svar til borgeren" optional rows={6} value={text} onValue={setText} problem={problems["answer-text"]} most={ANSWER_MOST} />
          </>
        )}
      </Form>
      {question}
      <EntryQuestion form={form} wordsOf={answerOf} fields={answerFields} sentences={sentences} send={send} done={done} />
    </section>
  );
}

// ---- the wall ----
const shownOf = (entry: Whole): Words => ({ title: entry.shown?.title ?? entry.title ?? "", text: entry.shown?.text ?? entry.text ?? "" });
const shownFields = { title: { name: "Overskrift" }, text: { name: "Tekst" } };

type Marked = Record<"title" | "text", Piece[]>;
function askAboutMarks({ title, text }: Marked): Promise<boolean> {
  const marked = [...title, ...text].filter((piece) => piece.mark !== undefined);
  return ask({
    title: "Der står stadig noget, der er mærket",
    text: <p>Alle kan læse det på idévæggen: {marked.map((piece) => `${piece.text} (${markNames[piece.mark ?? "word"]})`).join(", ")}. Er det meningen?</p>,
    yes: "Vis det for alle", no: "Ret teksten først", danger: true,
  });
}

function Wall({ entry, done }: { entry: Whole; done: () => void }) {
  const form = useEntryWords(entry, shownOf);
  const { title = "", text = "" } = form.words;
  const setTitle = (typed: string) => form.put({ title: typed });
  const setText = (typed: string) => form.put({ text: typed });
  // The registry looks at the very words that everybody would see, whoever of us wrote them.
  const publish = async (base: number, words: Words): Promise<boolean> => {
    const change = { order: entry.order, base, publish: true, title: words.title, text: words.text };
    try {
      await api("POST", "v1/staff/ideas", { ...change, unmarked: true });
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "marked") throw error;
      if (!(await askAboutMarks((error.body as { marked: Marked }).marked))) return false;
      await api("POST", "v1/staff/ideas", change);
    }
    say(entry.shown ? "Idévæggen er ændret." : "Idéen er på idévæggen.");
    return true;
  };
  const send = async () => void ((await form.save(publish)) && done());
  // Somebody did something else meanwhile: it is shown before anything is taken down.
  const takeDown = async () => {
    try {
      await api("POST", "v1/staff/ideas", { order: entry.order, base: entry.version, publish: false });
    } catch (error) {
      if (error instanceof Refused && error.code === "conflict") done();
      throw error;
    }
  };
  const hide = async () => {
    const yes = await ask({
      title: "Tag idéen ned?", text: "Den forsvinder fra idévæggen på alle skærme og på hjemmesiden. Den bliver her, og du kan sætte den op igen.",
      yes: "Tag den ned", danger: true, act: takeDown,
    });
    if (yes) {
      say("Idéen er taget ned.");
      done();
    }
  };
  return (
    <section class="sheet" aria-labelledby="wall">
      <h2 id="wall">Idévæggen</h2>
      <p>{entry.shown ? <State kind="good">Alle kan se idéen</State> : <State kind="quiet">Ingen andre kan se idéen</State>}</p>
      <p class="quiet">Navn og kontakt bliver aldrig vist. Du må gerne rette det, der vises; borgerens egne ord bliver stående her på siden.</p>
      <Form
        submit={entry.shown ? "Gem det, der vises" : "Sæt på idévæggen"} sentences={sentences}
        check={() => ({ ...(title.trim() === "" ? { "wall-title": "Idéen mangler en overskrift." } : {}), ...(text.trim() === "" ? { "wall-text": "Idéen mangler en tekst." } : {}) })}
        send={send}
        more={entry.shown && <button type="button" class="button button-secondary" onClick={() => void hide()}>Tag ned fra væggen</button>}
      >
        {(problems) => (
          <>
            <TextField id="wall-title" label="Overskrift" value={title} onValue={setTitle} problem={problems["wall-title"]} dir="auto" most={120} />
            <AreaField id="wall-text" label="Tekst" rows={6} value={text} onValue={setText} problem={problems["wall-text"]} dir="auto" most={1500} />
          </>
        )}
      </Form>
      <EntryQuestion form={form} wordsOf={shownOf} fields={shownFields} sentences={sentences} send={publish} done={done} />
    </section>
  );
}

// ---- ideas that are alike ----
function Side({ order, title, text, note, join, busy }: { order: number; title: string; text: string; note: string; join: () => void; busy: boolean }) {
  return (
    <section>
      <p class="quiet small mt-0">Idé nr. {order}. {note}</p>
      <h3 dir="auto">{title}</h3>
      <p class="typed" dir="auto" tabIndex={0} role="group" aria-label={`Teksten i idé nr. ${order}`}>{text}</p>
      <div class="actions"><button type="button" class="button button-secondary" disabled={busy} onClick={join}>Lad nr. {order} blive stående</button></div>
    </section>
  );
}

function Pair({ entry, other, close, done }: { entry: Whole; other: Like; close: () => void; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const join = async (goes: { order: number; version: number }, stays: { order: number; version: number }) => {
    setBusy(true);
    try {
      await api("POST", "v1/staff/joins", { order: goes.order, base: goes.version, with: stays.order, with_base: stays.version });
      say(`Idé nr. ${goes.order} er lagt sammen med nr. ${stays.order}.`);
      close();
      done();
    } catch (error) {
      if (error instanceof Refused && error.code === "conflict") done(); // what happened is shown behind the question
      setProblem(error);
      setBusy(false);
    }
  };
  const noteOf = (shown: boolean) => (shown ? "Er på idévæggen." : "Er ikke på idévæggen.");
  return (
    <Dialog title="Siger de to det samme?" wide onClose={close}>
      <p>Begge bliver gemt. Den, der ikke bliver stående, kommer af idévæggen, og den, der skrev den, kan se med sin kode, at den er lagt sammen med en anden, og hvad I svarer på den. Støtterne tælles sammen. Du kan skille dem igen.</p>
      {problem !== null && <div class="alert alert-error" role="alert"><Icon name="error" class="alert-icon" /><div class="alert-body"><p class="alert-text">{sentenceOf(problem, sentences)}</p></div></div>}
      <div class="pair">
        <Side order={entry.order} title={entry.title ?? ""} text={entry.text ?? ""} note={noteOf(entry.public ?? false)} busy={busy} join={() => void join(other, entry)} />
        <Side order={other.order} title={other.title} text={other.text} note={noteOf(other.public)} busy={busy} join={() => void join(entry, other)} />
      </div>
      <div class="actions"><button type="button" class="function-link" onClick={close}>Nej, lad dem være hver for sig</button></div>
    </Dialog>
  );
}

function Alike({ entry, done }: { entry: Whole; done: () => void }) {
  const [other, setOther] = useState<Like | null>(null);
  const found = (entry.similar ?? []).filter((one) => one.joined === undefined);
  const part = async (order: number) => {
    const yes = await ask({
      title: "Skil de to idéer?", text: `Idé nr. ${order} står igen for sig selv, med det svar, den havde. Den kommer ikke på idévæggen af sig selv.`,
      yes: "Skil dem", act: () => api("POST", "v1/staff/joins", { order, with: null }),
    });
    if (yes) {
      say("De er skilt igen.");
      done();
    }
  };
  return (
    <section class="sheet" aria-labelledby="alike">
      <h2 id="alike">Idéer, der ligner</h2>
      {(entry.joins ?? []).map((order) => (
        <p key={order}><Link to={`/inbox/${order}`}>Idé nr. {order}</Link> er lagt sammen med denne. <button type="button" class="function-link" onClick={() => void part(order)}>Skil nr. {order} fra</button></p>
      ))}
      {found.length === 0 && <p class="quiet">Der er ingen andre idéer, der ligner.</p>}
      <ul class="likes">
        {found.map((one) => (
          <li key={one.order}>
            <p dir="auto"><Link to={`/inbox/${one.order}`}>{one.title}</Link></p>
            <p class="quiet small">Idé nr. {one.order}, {one.percent} procent af ordene går igen. {one.public && "På idévæggen."}</p>
            <button type="button" class="function-link" aria-label={`Se ved siden af hinanden: ${one.title}`} onClick={() => setOther(one)}><Icon name="copy" />Se ved siden af hinanden</button>
          </li>
        ))}
      </ul>
      {other && <Pair entry={entry} other={other} close={() => setOther(null)} done={done} />}
    </section>
  );
}

function Joined({ entry, done }: { entry: Whole; done: () => void }) {
  const part = async () => {
    const yes = await ask({
      title: "Skil de to idéer?", text: "Idéen står igen for sig selv, med det svar, den havde. Den kommer ikke på idévæggen af sig selv.",
      yes: "Skil dem", act: () => api("POST", "v1/staff/joins", { order: entry.order, base: entry.version, with: null }),
    });
    if (yes) {
      say("De er skilt igen.");
      done();
    }
  };
  return (
    <section class="sheet" aria-labelledby="joined">
      <h2 id="joined">Lagt sammen</h2>
      <p>Denne idé er lagt sammen med <Link to={`/inbox/${entry.joined}`}>idé nr. {String(entry.joined)}</Link>. Det er den, I svarer på og viser. Den, der skrev denne, kan se svaret med sin kode:</p>
      <p class="typed">{entry.answer}</p>
      <div class="actions"><button type="button" class="button button-secondary" onClick={() => void part()}>Skil dem igen</button></div>
    </section>
  );
}

// ---- what happened ----
function History({ entry }: { entry: Whole }) {
  return (
    <section class="sheet" aria-labelledby="history">
      <h2 id="history">Det er sket</h2>
      <ol class="events">
        <li><p>{kindNames[entry.kind]} nr. {entry.order} kom</p><p class="quiet small">{momentText(entry.received)}</p></li>
        {entry.history.map((event, at) => (
          <li key={at}>
            <p>{happenedText(event)}{event.status && `: ${statusNames[event.status]}`}</p>
            {event.text && <p class="typed">{event.text.startsWith("idea-") ? `Idé nr. ${event.text.slice(5)}` : event.text}</p>}
            <p class="quiet small">{momentText(event.at)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

export default function InboxEntry({ words }: PageProps) {
  const order = words.order ?? "";
  const load = useLoad((signal) => api<Whole>("GET", `v1/staff/inbox/${encodeURIComponent(order)}`, undefined, signal), [order]);
  const counts = useLoad((signal) => api<Counts>("GET", "v1/staff/inbox", undefined, signal));
  const networks = new Map((counts.data?.networks ?? []).map((one) => [one.id, one.title ?? one.id]));
  const done = load.again;
  const entry = load.data;
  return (
    <>
      <Top title={entry ? headOf(entry) : "Fra en borger"} lead={entry ? <State kind={stateKind(entry)}>{statusText(entry)}</State> : undefined} back={{ to: "/inbox", text: "Indbakke" }} />
      <Loaded load={load} sentences={{ not_found: "Det findes ikke mere. Måske har borgeren slettet det." }}>
        {(data) => {
          const answered = data.kind !== "support" && data.state !== "withdrawn" && data.joined === undefined;
          return (
            <div class="entry-columns">
              <div>
                <Letter entry={data} networks={networks} />
                {data.state === "withdrawn" && <div class="alert alert-info"><Icon name="info" class="alert-icon" /><div class="alert-body"><p class="alert-text">Borgeren har trukket det tilbage. Der kan ikke svares mere.</p></div></div>}
                {answered && <AnswerForm key={`answer-${data.order}`} entry={data} done={done} />}
                {data.kind === "idea" && answered && <Wall key={`wall-${data.order}`} entry={data} done={done} />}
              </div>
              <div>
                {data.joined !== undefined && <Joined entry={data} done={done} />}
                {data.kind === "idea" && data.joined === undefined && data.state !== "withdrawn" && <Alike entry={data} done={done} />}
                <History entry={data} />
              </div>
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

// What citizens said, the oldest first: what is open, filtered and searched, and taken along as a table.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, apiAnswer, apiBytes, sentenceOf } from "../api";
import { agoText, countText, momentText } from "../dates";
import {
  headOf, kindNames, kindsNames, markNames, save, stateKind, statusText, type Counts, type Entry, type Kind,
} from "../inbox";
import { CheckField, SelectField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Failed, Loaded, Nothing, useLoad, Waiting } from "../parts/load";
import { State } from "../parts/state";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { Link, place, setSearch } from "../route";

interface View {
  kinds: "" | Kind;
  network: string;
  state: "" | "open" | "answered" | "withdrawn";
  marked: boolean;
  newest: boolean;
  search: string;
}

interface Part {
  entries: Entry[];
  next?: number;
}

const PATIENT_PARTS = 25; // of a search that finds nothing: then it asks whether to go on

const bodyOf = (view: View, cursor?: number) => ({ ...view, ...(cursor === undefined ? {} : { cursor }) });

// Until something is found or there is no more: a search looks through some thousand entries an answer.
async function fetchPart(view: View, cursor: number | undefined, signal: AbortSignal): Promise<Part> {
  let next = cursor;
  for (let count = 0; count < PATIENT_PARTS; count++) {
    const part = await api<Part>("POST", "v1/staff/inbox", bodyOf(view, next), signal);
    if (part.entries.length > 0 || part.next === undefined) return part;
    next = part.next;
  }
  return { entries: [], next };
}

function useInbox(view: View) {
  const [entries, setEntries] = useState<Entry[]>([]);
  const [next, setNext] = useState<number | undefined>();
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const abort = useRef<AbortController>(new AbortController());
  const fetch = async (before: Entry[], cursor?: number) => {
    abort.current.abort();
    const mine = new AbortController();
    abort.current = mine;
    setBusy(true);
    setError(null);
    try {
      const part = await fetchPart(view, cursor, mine.signal);
      if (mine.signal.aborted) return;
      setEntries([...before, ...part.entries]);
      setNext(part.next);
    } catch (problem) {
      if (mine.signal.aborted) return;
      setError(problem);
    }
    setBusy(false);
  };
  useEffect(() => {
    void fetch([]);
    return () => abort.current.abort();
  }, [JSON.stringify(view)]);
  return { entries, next, busy, error, again: () => void fetch([]), more: () => void fetch(entries, next) };
}

// What was searched for is never in the address: it may be a name, and addresses are logged on the way.
function viewOf(search: URLSearchParams): View {
  const state = search.get("state") ?? "open";
  return {
    kinds: (search.get("kind") ?? "") as View["kinds"],
    network: search.get("network") ?? "",
    state: (state === "all" ? "" : state) as View["state"],
    marked: search.get("marked") === "1",
    newest: search.get("newest") === "1",
    search: "",
  };
}

function addressOf(view: View): Record<string, string> {
  return {
    kind: view.kinds, network: view.network, state: view.state === "" ? "all" : view.state === "open" ? "" : view.state,
    marked: view.marked ? "1" : "", newest: view.newest ? "1" : "",
  };
}

// All parts in one file: of those after the first the line of heads goes.
async function fetchTable(view: View): Promise<Blob> {
  const parts: string[] = [];
  let cursor: number | undefined;
  do {
    const answer = await apiAnswer("POST", "v1/staff/inbox.csv", bodyOf(view, cursor));
    const text = await answer.text(); // without the byte order mark
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf("\r\n") + 2));
    cursor = Number(answer.headers.get("Forhal-Next") ?? 0) || undefined;
  } while (cursor !== undefined);
  return new Blob(["\ufeff", ...parts], { type: "text/csv;charset=utf-8" });
}

function Exports({ view }: { view: View }) {
  const [busy, setBusy] = useState(false);
  const take = async (fetch: () => Promise<Blob>, name: string) => {
    if (busy) return;
    setBusy(true);
    try {
      save(await fetch(), name);
      say(`${name} er hentet. Det står i loggen, at du har hentet den.`);
    } catch (problem) {
      say(sentenceOf(problem), "error");
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" class="button button-secondary" aria-disabled={busy} onClick={() => void take(() => fetchTable(view), "indbakke.csv")}><Icon name="download" />Hent listen som regneark</button>
      <button type="button" class="function-link" aria-disabled={busy} onClick={() => void take(() => apiBytes("GET", "v1/staff/meetings.ics"), "founding-groups.ics")}><Icon name="calendar" />Hent møderne som kalender</button>
    </>
  );
}

function Tiles({ counts, view, choose }: { counts: Counts; view: View; choose: (kind: Kind) => void }) {
  return (
    <ul class="counts">
      {counts.kinds.map((one) => (
        <li key={one.kind}>
          <button type="button" class="count-tile" aria-pressed={view.kinds === one.kind} onClick={() => choose(one.kind)}>
            <span>{kindsNames[one.kind]}</span>
            <strong>{one.kind === "support" ? one.all : one.open}</strong>
            <small>
              {one.kind === "support" ? "i alt" : one.open === 0 ? "Alle har fået svar" : "venter på svar"}
              {one.longest && <><br />Den ældste kom {agoText(one.longest.received)}</>}
            </small>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Letter({ entry, networks }: { entry: Entry; networks: Map<string, string> }) {
  const about = entry.network && (networks.get(entry.network) ?? entry.network);
  const words = entry.kind === "idea" ? entry.text : entry.brings;
  return (
    <li>
      <p class="line">
        <State kind={stateKind(entry)}>{statusText(entry)}</State>
        <span>{kindNames[entry.kind]} nr. {entry.order}</span>
        <time dateTime={entry.received} title={momentText(entry.received)}>{agoText(entry.received)}</time>
        {about && <span>{about}</span>}
        {entry.public && <span>På idévæggen</span>}
        {entry.joined !== undefined && <span>Lagt sammen med nr. {entry.joined}</span>}
        {(entry.supports ?? 0) > 0 && <span>{countText(entry.supports ?? 0, "støtte", "støtter")}</span>}
        {(entry.marks?.length ?? 0) > 0 && <State kind="bad">{`Se efter: ${entry.marks?.map((mark) => (mark === "word" ? "et ord" : markNames[mark])).join(", ")}`}</State>}
      </p>
      <h2 dir="auto"><Link to={`/inbox/${entry.order}`}>{headOf(entry)}</Link></h2>
      {words && <p class="words" dir="auto">{words}</p>}
    </li>
  );
}

export default function Inbox() {
  const [view, setView] = useState<View>(() => viewOf(place.value.search));
  const [typed, setTyped] = useState("");
  const counts = useLoad((signal) => api<Counts>("GET", "v1/staff/inbox", undefined, signal));
  const inbox = useInbox(view);
  const change = (part: Partial<View>) => {
    const next = { ...view, ...part };
    setView(next);
    setSearch(addressOf(next));
  };
  const networks = new Map((counts.data?.networks ?? []).map((one) => [one.id, one.title ?? one.id]));
  const find = (event: Event) => {
    event.preventDefault();
    change({ search: typed.trim() });
  };
  return (
    <>
      <Top title="Indbakke" lead="Det, byen har sagt. Det ældste først."><Exports view={view} /></Top>
      <Loaded load={counts} what="Tæller">
        {(data) => <Tiles counts={data} view={view} choose={(kind) => change({ kinds: view.kinds === kind ? "" : kind, state: kind === "support" ? "" : view.state })} />}
      </Loaded>
      <form class="tools" role="search" onSubmit={find}>
        <div class="form-group search-field">
          <label class="form-label" for="inbox-search">Søg i navne, kontakt og tekst</label>
          <div class="beside">
            <input id="inbox-search" class="form-input" type="search" autocomplete="off" maxLength={60} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
            <button type="submit" class="button button-secondary"><Icon name="search" />Søg</button>
          </div>
        </div>
        <SelectField id="inbox-state" label="Svar" value={view.state === "" ? "all" : view.state} onValue={(state) => change({ state: state === "all" ? "" : state })} choices={[["open", "Mangler svar"], ["answered", "Har fået svar"], ["withdrawn", "Trukket tilbage"], ["all", "Alle"]] as const} />
        <SelectField id="inbox-kind" label="Slags" value={view.kinds === "" ? "all" : view.kinds} onValue={(kind) => change({ kinds: kind === "all" ? "" : kind })} choices={[["all", "Alle slags"], ["idea", "Idéer"], ["interest", "Interesser"], ["seat", "Pladser"], ["support", "Støtter"]] as const} />
        <SelectField id="inbox-network" label="Netværk" value={view.network} onValue={(network) => change({ network })} choices={[["", "Alle netværk"], ...[...networks].map(([id, title]) => [id, title] as const)]} />
        <SelectField id="inbox-order" label="Rækkefølge" value={view.newest ? "newest" : "oldest"} onValue={(order) => change({ newest: order === "newest" })} choices={[["oldest", "Ældste først"], ["newest", "Nyeste først"]] as const} />
        <CheckField id="inbox-marked" label={`Kun idéer, hvor noget er mærket${counts.data ? ` (${counts.data.marked} mangler svar)` : ""}`} checked={view.marked} onValue={(marked) => change({ marked })} />
      </form>
      {inbox.error !== null && <Failed error={inbox.error} again={inbox.again} />}
      <p class="count" role="status">
        {inbox.busy ? "" : `${inbox.entries.length}${inbox.next === undefined ? "" : " eller flere"} på listen`}
      </p>
      {inbox.entries.length > 0 && (
        <ol class="letters">{inbox.entries.map((entry) => <Letter key={entry.order} entry={entry} networks={networks} />)}</ol>
      )}
      {inbox.busy ? <Waiting what={view.search === "" ? "Henter" : "Søger"} /> : inbox.entries.length === 0 && inbox.error === null && (
        view.state === "open" && view.search === "" && view.kinds === "" && view.network === "" && !view.marked
          ? <Nothing title="Alle har fået svar"><p>Der ligger intet og venter. Vælg »Alle« for at se det, der er svaret på.</p></Nothing>
          : <Nothing title="Her er ikke noget, der passer"><p>Prøv med et andet ord, eller vælg »Alle« under Svar.</p></Nothing>
      )}
      {!inbox.busy && inbox.next !== undefined && (
        <div class="actions"><button type="button" class="button button-secondary" onClick={inbox.more}>{inbox.entries.length === 0 ? "Søg videre" : "Vis flere"}</button></div>
      )}
    </>
  );
}

// One network, edited: its parts in tabs, what the screen will show beside them, and what happens with it.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, Refused } from "../api";
import { momentText } from "../dates";
import { FlowerEditor } from "../networks/flower-editor";
import { same } from "../networks/merge";
import { MergeQuestion, type Conflict } from "../networks/merge-question";
import { emptyNetwork, fieldName, tidy, type Network, type Problem, type Site, type Summary, type Whole } from "../networks/model";
import { Preview } from "../networks/preview";
import { Publish } from "../networks/publish";
import { Basics, Founding, GiftPart, idOf, Leaders, Participants, Remarks, SpawnedPart, Way, Where } from "../networks/sections";
import { Translations } from "../networks/translations";
import type { PageProps } from "../pages";
import { ask } from "../parts/dialog";
import { Failed, Loaded, useEvery, useLoad } from "../parts/load";
import { Tabs, type Tab } from "../parts/tabs";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { go, guardLeaving } from "../route";

interface Around {
  whole: Whole | null; // null: a new one
  site: Site;
  networks: Summary[];
}

const REACH_SECONDS = 4;

export default function NetworkPage({ words }: PageProps) {
  const id = words["id"] ?? "";
  const load = useLoad<Around>(async (signal) => {
    const [site, list, whole] = await Promise.all([
      api<Site>("GET", "v1/staff/site", undefined, signal),
      api<{ networks: Summary[] }>("GET", "v1/staff/networks", undefined, signal),
      id === "new" ? null : api<Whole>("GET", `v1/staff/networks/${id}`, undefined, signal),
    ]);
    return { site, networks: list.networks, whole };
  }, [id]);
  if (load.data) return <Editor key={id} around={load.data} />;
  return (
    <>
      <Top title="Netværk" back={{ to: "/networks", text: "Alle netværk" }} />
      <Loaded load={load} sentences={{ not_yours: "Det er ikke et af dine netværk. Spørg sekretariatet, hvis du skal kunne rette det.", not_found: "Netværket findes ikke." }}>{() => null}</Loaded>
    </>
  );
}

// In which tab a field stands.
function tabOf(pointer: string): string {
  const first = pointer.split("/")[1] ?? "";
  if (first === "translations") return "texts";
  if (first === "petals") return "flower";
  if (["remarks", "gift", "spawned"].includes(first)) return "story";
  if (["leaders", "participants", "founding_group"].includes(first)) return "people";
  return "basics";
}

function Editor({ around }: { around: Around }) {
  const { site, networks } = around;
  const [whole, setWhole] = useState<Whole | null>(around.whole);
  const [body, setBody] = useState<Network>(() => around.whole?.body ?? emptyNetwork(site.phases));
  const [saved, setSaved] = useState<{ body: Network; version: number }>({ body: tidy(body), version: around.whole?.version ?? 0 });
  const [problems, setProblems] = useState<Problem[]>(around.whole?.problems ?? []);
  const [tried, setTried] = useState(false); // problems stand at their fields once somebody wanted to publish
  const [checked, setChecked] = useState<string[]>([]);
  const [conflict, setConflict] = useState<{ mine: Network; from: Conflict } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [tab, setTab] = useState("basics");
  const tidied = useMemo(() => tidy(body), [body]);
  const dirty = !same(tidied, saved.body) || checked.length > 0 || (whole === null && body.title !== "");
  const now = useRef({ tidied, saved, whole, checked });
  now.current = { tidied, saved, whole, checked };

  // ---- leaving asks ----
  useEffect(() => {
    guardLeaving(dirty ? () => ask({ title: "Forlad siden uden at gemme?", text: "Det, du har rettet siden sidst, går tabt.", yes: "Forlad siden", no: "Bliv her", danger: true }) : null);
    return () => guardLeaving(null);
  }, [dirty]);

  // ---- saving ----
  const fetchAgain = useCallback(async () => {
    const one = now.current.whole;
    if (one) setWhole(await api<Whole>("GET", `v1/staff/networks/${one.id}`));
  }, []);
  // One at a time: Ctrl+S held down would begin a new network over and over, or be in conflict with itself.
  const storing = useRef(false);
  const store = async (next: Network, base: number, marks: string[]): Promise<number | null> => {
    if (storing.current) return null;
    storing.current = true;
    setBusy(true);
    setError(null);
    try {
      const { whole: one } = now.current;
      if (one === null) {
        const made = await api<{ id: string; version: number }>("POST", "v1/staff/networks", { body: next });
        guardLeaving(null);
        say("Netværket er lagt til som kladde.");
        go(`/networks/${made.id}`, true);
        return null;
      }
      const answer = await api<{ version: number; problems: Problem[] }>("PUT", `v1/staff/networks/${one.id}`, { base, body: next, ...(marks.length > 0 ? { checked: marks } : {}) });
      setSaved({ body: next, version: answer.version });
      setChecked([]);
      setProblems(answer.problems);
      setConflict(null);
      say("Kladden er gemt.");
      void fetchAgain().catch(() => undefined);
      return answer.version;
    } catch (problem) {
      if (problem instanceof Refused && problem.code === "conflict") setConflict({ mine: next, from: problem.body as Conflict });
      else setError(problem);
      return null;
    } finally {
      storing.current = false;
      setBusy(false);
    }
  };
  const save = async (): Promise<number | null> => {
    const { tidied: next, saved: last, checked: marks, whole: one } = now.current;
    if (one !== null && same(next, last.body) && marks.length === 0) return last.version;
    return store(next, last.version, marks);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      void save();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  // ---- which screens have it, while some wait ----
  const waits = (whole?.reach.waiting.length ?? 0) > 0 || whole?.state === "scheduled";
  const lookAgain = useCallback(() => {
    if (waits) void fetchAgain().catch(() => undefined);
  }, [waits, fetchAgain]);
  useEvery(REACH_SECONDS, lookAgain);

  const shown = problems.filter((one, at) => problems.findIndex((other) => other.pointer === one.pointer) === at); // the first of each field
  const problem = (pointer: string) => (tried ? problems.find((one) => one.pointer === pointer)?.danish : undefined);
  const toField = (pointer: string) => {
    setTried(true);
    setTab(tabOf(pointer));
    const [, first, at, last] = pointer.split("/");
    setTimeout(() => {
      if (first === "petals" && at !== undefined) {
        document.querySelectorAll<HTMLElement>(".petal-word")[Number(at)]?.click();
        setTimeout(() => document.getElementById(last === "sentence" ? "petal-sentence" : "petal-keyword")?.focus(), 50);
        return;
      }
      if (first === "translations" && at !== undefined) {
        document.getElementById(`text-${at}-${pointer.split("/").slice(3).join("-")}`)?.focus();
        return;
      }
      let id = pointer;
      while (id !== "" && !document.getElementById(idOf(id))) id = id.slice(0, id.lastIndexOf("/"));
      document.getElementById(idOf(id))?.focus();
    }, 50);
  };
  const counts = (key: string) => (tried ? shown.filter((one) => tabOf(one.pointer) === key).length : 0);
  const tabs: Tab[] = [
    { key: "basics", title: "Det vigtigste", count: counts("basics") }, { key: "flower", title: "Blomsten", count: counts("flower") },
    { key: "story", title: "Fortællingen", count: counts("story") }, { key: "people", title: "Menneskene", count: counts("people") },
    { key: "texts", title: "Andre sprog", count: counts("texts") },
  ];
  const parts = { body, onBody: setBody, problem, phases: site.phases, networks };
  const sections: Record<string, () => preact.JSX.Element> = {
    basics: () => <><Basics {...parts} /><Where {...parts} places={site.places} /><h2>Vejen</h2><Way {...parts} /></>,
    flower: () => <FlowerEditor body={body} onBody={setBody} problem={problem} />,
    story: () => <><h2 class="mt-0">Hvordan går det?</h2><Remarks {...parts} /><h2>Gaven</h2><GiftPart {...parts} /><h2>Ringe i vandet</h2><SpawnedPart {...parts} /></>,
    people: () => <><h2 class="mt-0">Hvem leder det?</h2><Leaders {...parts} /><h2>Deltagere</h2><Participants {...parts} /><h2>Founding Group</h2><Founding {...parts} /></>,
    texts: () => <Translations body={body} texts={whole?.texts ?? {}} onBody={setBody} checked={checked} onChecked={setChecked} />,
  };
  return (
    <>
      <Top title={whole ? body.title || "Netværk uden titel" : "Nyt netværk"} back={{ to: "/networks", text: "Alle netværk" }}
        lead={whole ? (whole.changed_s > 0 ? `Gemt ${momentText(whole.changed_s)} af ${whole.changed_by === "(import)" ? "en indlæsning" : whole.changed_by}` : "Indlæst fra fil") : "Det bliver en kladde, som kun I kan se, til det udgives."} />
      {whole && whole.newest > whole.version && <NewerNote whole={whole} onMerge={async () => {
        try {
          await store(now.current.tidied, now.current.saved.version, []);
        } catch (unknown) {
          setError(unknown);
        }
      }} />}
      {error !== null && <Failed error={error} sentences={{ exists: "Der er allerede et netværk med den titel. Vælg en anden.", bad_request: "Kladden kan ikke gemmes, som den er: skriv i det mindste en titel.", not_yours: "Det er ikke et af dine netværk." }} />}
      <div class="editor">
        <div class="editor-main sheet">
          <Tabs label="Netværkets dele" tabs={tabs} chosen={tab} onChosen={setTab}>{(key) => sections[key]?.()}</Tabs>
        </div>
        {dirty && whole && (
          <div class="save-bar"><span>Ikke gemt endnu</span><button type="button" class="button button-primary" aria-disabled={busy} onClick={() => void save()}>Gem</button></div>
        )}
        <div class="editor-side">
          {whole ? (
            <Publish whole={whole} dirty={dirty} busy={busy} problems={shown} onSave={save}
              onChanged={(summary) => { setWhole({ ...whole, ...summary }); void fetchAgain().catch(() => undefined); }}
              onInvalid={(found) => { setProblems(found); setTried(true); }} onLookAgain={() => void fetchAgain().catch(() => undefined)} onProblem={toField} />
          ) : (
            <section class="sheet"><h2 class="h4">Kladde</h2><p>Skriv en titel, og gem. Resten kan vente.</p>
              <div class="actions"><button type="button" class="button button-primary" disabled={busy} onClick={() => (body.title.trim() === "" ? (setProblems([{ pointer: "/title", field: fieldName("/title"), message: "", danish: "Skriv en titel." }]), toField("/title")) : void save())}>Gem kladde</button></div>
            </section>
          )}
          <Preview body={body} />
        </div>
      </div>
      {conflict && (
        <MergeQuestion mine={conflict.mine} conflict={conflict.from} site={site} onClose={() => setConflict(null)}
          onMerged={(merged, version) => { setBody(merged); void store(tidy(merged), version, now.current.checked); }} />
      )}
    </>
  );
}

function NewerNote({ whole, onMerge }: { whole: Whole; onMerge: () => Promise<void> }) {
  return (
    <div class="alert alert-warning" role="alert">
      <div class="alert-body">
        <p class="alert-text">En indlæsning fra fil kom imens, og den er på skærmene (udgave {whole.newest}). Kladden skal samles med den, før den kan udgives.</p>
        <p class="alert-text"><button type="button" class="function-link" onClick={() => void onMerge()}>Saml de to</button></p>
      </div>
    </div>
  );
}

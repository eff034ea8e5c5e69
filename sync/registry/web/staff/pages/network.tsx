// One network, edited: its parts in tabs, what the screen will show beside them, and what happens with it.
import { useState } from "preact/hooks";
import { api } from "../api";
import { momentText } from "../dates";
import { useDraft } from "../networks/draft";
import { FlowerEditor } from "../networks/flower-editor";
import { MergeQuestion } from "../networks/merge-question";
import { emptyNetwork, fieldName, type Site, type Summary, type Whole } from "../networks/model";
import { networkThing } from "../networks/network-thing";
import { NewerNote } from "../networks/newer-note";
import { Preview } from "../networks/preview";
import { Publish } from "../networks/publish";
import { Basics, Founding, GiftPart, idOf, Leaders, Participants, PicturePart, Remarks, SpawnedPart, Way, Where } from "../networks/sections";
import { Translations } from "../networks/translations";
import type { PageProps } from "../pages";
import { Failed, Loaded, useLoad } from "../parts/load";
import { Tabs, type Tab } from "../parts/tabs";
import { Top } from "../parts/top";

interface Around {
  whole: Whole | null; // null: a new one
  site: Site;
  networks: Summary[];
}

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
  if (["remarks", "picture", "gift", "spawned"].includes(first)) return "story";
  if (["leaders", "participants", "founding_group"].includes(first)) return "people";
  return "basics";
}

function Editor({ around }: { around: Around }) {
  const { site, networks } = around;
  const draft = useDraft(networkThing, around.whole, () => emptyNetwork(site.phases));
  const { whole, body, setBody, problems, setProblems, tried, setTried, shown, error, busy, dirty, save } = draft;
  const [tab, setTab] = useState("basics");

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
    story: () => <><h2 class="mt-0">Hvordan går det?</h2><Remarks {...parts} /><h2>Billede</h2><PicturePart {...parts} onBody={setBody} /><h2>Gaven</h2><GiftPart {...parts} /><h2>Ringe i vandet</h2><SpawnedPart {...parts} /></>,
    people: () => <><h2 class="mt-0">Hvem leder det?</h2><Leaders {...parts} /><h2>Deltagere</h2><Participants {...parts} /><h2>Founding Group</h2><Founding {...parts} /></>,
    texts: () => <Translations body={body} onBody={setBody} olderIn={draft.olderIn} isRight={draft.isRight} onRight={draft.setRight} />,
  };
  return (
    <>
      <Top title={whole ? body.title || "Netværk uden titel" : "Nyt netværk"} back={{ to: "/networks", text: "Alle netværk" }}
        lead={whole ? (whole.changed_s > 0 ? `Gemt ${momentText(whole.changed_s)} af ${whole.changed_by === "(import)" ? "en indlæsning" : whole.changed_by}` : "Indlæst fra fil") : "Det bliver en kladde, som kun I kan se, til det udgives."} />
      {whole && whole.newest > whole.version && <NewerNote newest={whole.newest} onMerge={draft.mergeNewest} />}
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
            <Publish thing={networkThing} whole={whole} dirty={dirty} busy={busy} problems={shown} onSave={save}
              onChanged={draft.takeSummary} onInvalid={draft.takeInvalid} onLookAgain={draft.lookAgain} onProblem={toField} />
          ) : (
            <section class="sheet"><h2 class="h4">Kladde</h2><p>Skriv en titel, og gem. Resten kan vente.</p>
              <div class="actions"><button type="button" class="button button-primary" disabled={busy} onClick={() => (body.title.trim() === "" ? (setProblems([{ pointer: "/title", field: fieldName("/title"), message: "", danish: "Skriv en titel." }]), toField("/title")) : void save())}>Gem kladde</button></div>
            </section>
          )}
          <Preview thing={networkThing} body={body} />
        </div>
      </div>
      {draft.conflict && <MergeQuestion key={draft.conflict.from.current.version} thing={networkThing} mine={draft.conflict.mine} conflict={draft.conflict.from} site={site} onClose={draft.closeConflict} onMerged={draft.takeMerged} />}
    </>
  );
}

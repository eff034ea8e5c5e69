// What happens with a network or a page: saved, given to review, on the screens now or at a time, taken down; and who has it.
import { useState } from "preact/hooks";
import { api, Refused, root } from "../api";
import { countText, fieldMoment, fieldText, momentText } from "../dates";
import { ask, Dialog } from "../parts/dialog";
import { Form, TextField, type Problems } from "../parts/form";
import { Icon } from "../parts/icon";
import { State } from "../parts/state";
import { say } from "../parts/toast";
import { go, guardLeaving, Link } from "../route";
import { mayDo, session } from "../session";
import { workStates, type Problem, type Summary, type Whole } from "./model";
import type { Thing } from "./thing";

interface PublishProps {
  thing: Pick<Thing<unknown>, "type" | "api" | "path" | "words">;
  whole: Whole<unknown>;
  dirty: boolean;
  busy: boolean;
  problems: Problem[];
  onSave: () => Promise<number | null>; // the version that is saved; null: it is not
  onChanged: (summary: Summary) => void;
  onInvalid: (problems: Problem[]) => void;
  onLookAgain: () => void;
  onProblem: (pointer: string) => void; // goes to its field
}

export function Publish({ thing, whole, dirty, busy, problems, onSave, onChanged, onInvalid, onLookAgain, onProblem }: PublishProps) {
  const [scheduling, setScheduling] = useState(false);
  const [acting, setActing] = useState(false);
  const publishes = session.value !== null && mayDo(session.value.role, "secretariat");
  const { kind, text } = workStates[whole.state];

  // Saves what is not saved, then does it.
  const deed = async (what: string, said: string, more: object = {}) => {
    setActing(true);
    try {
      const version = await onSave();
      if (version === null) return;
      onChanged(await api<Summary>("POST", `${thing.api}/${whole.id}`, { do: what, version, ...more }));
      say(said);
    } catch (error) {
      if (error instanceof Refused && error.code === "invalid") {
        const found = (error.body as { problems: Problem[] }).problems;
        onInvalid(found);
        const fields = new Set(found.map((one) => one.pointer)).size; // as many as are listed
        say(`Det kan ikke gøres endnu: ${countText(fields, "ting mangler", "ting mangler")}.`, "error");
        return;
      }
      if (error instanceof Refused && error.code === "other_version") onLookAgain();
      throw error;
    } finally {
      setActing(false);
    }
  };
  const tell = (error: unknown) => say(error instanceof Refused && error.code === "other_version" ? "En anden har ændret eller udgivet det imens. Se det nye, og prøv igen." : "Det lykkedes ikke. Intet er udgivet; prøv igen.", "error");
  const run = (what: string, said: string) => void deed(what, said).catch(tell);
  const publish = async () => {
    const yes = await ask({ title: "Udgiv nu?", text: `${thing.type === "page" ? "Skærmene" : "Skærmene og borgernes telefoner"} viser denne udgave om få sekunder.`, yes: "Udgiv nu" });
    if (yes) run("publish", "Udgivet. Skærmene henter det nu.");
  };
  const unpublish = async () => {
    const yes = await ask({ title: thing.words.taking, text: `${thing.type === "page" ? "Skærmene viser den" : "Skærme, telefoner og åbne data viser det"} ikke mere. Alle udgaver bliver her, så ${thing.type === "page" ? "den" : "det"} kan udgives igen.`, yes: thing.type === "page" ? "Tag den af" : "Tag det af", danger: true });
    if (yes) run("unpublish", thing.words.taken);
  };
  const discard = async () => {
    const yes = await ask({ title: "Kassér kladden?", text: "Det har aldrig været på skærmene. Alle udgaver forsvinder for altid.", yes: "Kassér", danger: true });
    if (!yes) return;
    try {
      await api("POST", `${thing.api}/${whole.id}`, { do: "discard" });
      guardLeaving(null);
      say("Kladden er kasseret.");
      go(thing.path, true);
    } catch (error) {
      const was = error instanceof Refused && error.code === "other_version"; // the registry knows longer than the page
      say(was ? "Det har været på skærmene, så alle udgaver bliver her." : "Det lykkedes ikke. Intet er ændret; prøv igen.", "error");
    }
  };
  const onScreens = whole.published_version !== null;
  const isPublished = whole.state === "published" && !dirty;

  return (
    <section class="sheet publish" aria-labelledby="publish-heading">
      <h2 id="publish-heading" class="h4">Udgivelse</h2>
      <p class="states"><State kind={dirty ? "wait" : kind}>{dirty ? "Ikke gemt" : text}</State>{whole.state === "scheduled" && whole.publish_s !== null && <span> {momentText(whole.publish_s)}</span>}</p>
      {whole.trouble !== "" && <p class="form-error-message">{whole.trouble === "older" ? "Den planlagte udgivelse blev stoppet, fordi en nyere udgave kom imellem." : "Den planlagte udgivelse kunne ikke gennemføres: noget, den henviser til, findes ikke mere."}</p>}
      <div class="actions">
        <button type="button" class={`button ${dirty ? "button-primary" : "button-secondary"}`} aria-disabled={!dirty || busy} onClick={() => dirty && !busy && void onSave()}>{busy ? "Gemmer …" : "Gem kladde"}</button>
        {publishes && !isPublished && <button type="button" class={`button ${dirty ? "button-secondary" : "button-primary"}`} disabled={acting} onClick={() => void publish()}>Udgiv nu</button>}
        {!publishes && !isPublished && whole.state !== "review" && <button type="button" class={`button ${dirty ? "button-secondary" : "button-primary"}`} disabled={acting} onClick={() => run("review", "Sekretariatet kan nu læse det igennem.")}>Send til gennemsyn</button>}
      </div>
      <div class="row-actions more-deeds">
        {publishes && !isPublished && <button type="button" class="function-link" onClick={() => setScheduling(true)}><Icon name="calendar" />Udgiv på et tidspunkt</button>}
        {publishes && !isPublished && whole.state === "draft" && <button type="button" class="function-link" onClick={() => run("review", "Markeret til gennemsyn.")}><Icon name="list" />Til gennemsyn</button>}
        {whole.state === "review" && <button type="button" class="function-link" onClick={() => run("return", "Det er en kladde igen.")}><Icon name="back" />{publishes ? "Send tilbage" : "Hent tilbage"}</button>}
        {publishes && whole.scheduled_version !== null && <button type="button" class="function-link" onClick={() => run("unschedule", "Udgivelsen er aflyst.")}><Icon name="close" />Aflys den planlagte</button>}
        {publishes && onScreens && <button type="button" class="function-link" onClick={() => void unpublish()}><Icon name="hidden" />Tag af skærmene</button>}
        {onScreens && thing.path === "/networks" && <a class="function-link" href={`${root}n/${whole.id}?lang=da`} target="_blank" rel="noopener"><Icon name="visible" />Se det, som borgernes telefoner viser det</a>}
        {publishes && !onScreens && whole.state !== "unpublished" && <button type="button" class="function-link" onClick={() => void discard()}><Icon name="remove" />Kassér kladden</button>}
        <Link class="function-link" to={`${thing.path}/${whole.id}/versions`}><Icon name="time" />Tidligere udgaver</Link>
      </div>
      {problems.length > 0 && (
        <details class="lacking" open={problems.length <= 6}>
          <summary>{countText(problems.length, "ting mangler", "ting mangler")}, før det kan udgives</summary>
          <ul>
            {problems.map((one) => (
              <li key={one.pointer + one.danish}><button type="button" class="function-link" onClick={() => onProblem(one.pointer)}>{one.field || thing.words.one}</button> {one.danish}</li>
            ))}
          </ul>
        </details>
      )}
      <Reach whole={whole} />
      {scheduling && <Schedule onClose={() => setScheduling(false)} onTime={async (at_s) => {
        await deed("schedule", `Det udgives ${momentText(at_s)}.`, { at_s });
        setScheduling(false);
      }} />}
    </section>
  );
}

function Reach({ whole }: { whole: Whole<unknown> }) {
  const { have, waiting } = whole.reach;
  if (whole.published_version === null || have.length + waiting.length === 0) return null;
  const last = waiting.length === 0;
  return (
    <div class="reach" role="status">
      <p><strong>{last ? `Alle ${have.length === 1 ? "skærme" : `${have.length} skærme`} har den udgivne` : `${have.length} af ${countText(have.length + waiting.length, "skærm", "skærme")} har den udgivne`}</strong></p>
      <ul>
        {have.map((name) => <li key={name}><State kind="good">Har den</State> {name}</li>)}
        {waiting.map((name) => <li key={name}><State kind="wait">Venter</State> {name}</li>)}
      </ul>
    </div>
  );
}

// The browser's own field for a moment, in the town's time.
function Schedule({ onTime, onClose }: { onTime: (at_s: number) => Promise<void>; onClose: () => void }) {
  const [when, setWhen] = useState("");
  const [least] = useState(() => fieldText(Date.now() / 1000 + 60)); // the browser begins its parts anew when it changes
  const moment = () => fieldMoment(when);
  const check = (): Problems => (when === "" || !(moment() > Date.now() / 1000) ? { "publish-at": "Vælg en dag og et klokkeslæt, der ikke er gået." } : {});
  return (
    <Dialog title="Udgiv på et tidspunkt" onClose={onClose}>
      <Form submit="Planlæg" check={check} send={() => onTime(moment())} fieldOf={{ bad_request: "publish-at" }} sentences={{ bad_request: "Vælg et tidspunkt inden for to år.", invalid: "Noget mangler: se listen ved udgivelse.", other_version: "En anden har ændret det imens." }}
        more={<button type="button" class="button button-secondary" onClick={onClose}>Fortryd</button>}>
        {(problems) => <TextField id="publish-at" label="Hvornår" type="datetime-local" min={least} value={when} onValue={setWhen} problem={problems["publish-at"]} />}
      </Form>
    </Dialog>
  );
}

// The parts of a network's form.
import type { ComponentChildren } from "preact";
import { ask } from "../parts/dialog";
import { AreaField, CheckField, SelectField, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { PictureSeen, PictureUpload, PictureWords } from "../parts/picture";
import { PlaceChoice, type PlaceName } from "../parts/place-choice";
import {
  addItem, changePicture, changeSpawned, giftStates, kinds, most, moveItem, participants, removeItem, statuses,
  type FoundingGroup, type Gift, type Leader, type Network, type Phase, type Spawned, type Summary,
} from "./model";

export interface SectionProps {
  body: Network;
  onBody: (body: Network) => void;
  problem: (pointer: string) => string | undefined;
  phases: Phase[];
  networks: Summary[];
}

export const idOf = (pointer: string) => `field${pointer.replaceAll("/", "-")}`;

export function Basics({ body, onBody, problem }: SectionProps) {
  const set = (next: Partial<Network>) => onBody({ ...body, ...next });
  return (
    <>
      <TextField id={idOf("/title")} label="Titel" value={body.title} onValue={(title) => set({ title })} most={most.name} problem={problem("/title")} />
      <TextField id={idOf("/short_title")} label="Kort titel" hint="På de små kort på oversigten. Den skal kunne forstås alene." value={body.short_title} onValue={(short_title) => set({ short_title })} most={most.short_title} problem={problem("/short_title")} />
      <AreaField id={idOf("/question")} label="Det komplekse spørgsmål" hint="Stillet som et spørgsmål, en borger ville stille det." rows={3} value={body.question} onValue={(question) => set({ question })} most={most.question} problem={problem("/question")} />
      <div class="two">
        <SelectField id={idOf("/kind")} label="Slags" value={body.kind} onValue={(kind) => set({ kind })} choices={kinds} problem={problem("/kind")} />
        <SelectField id={idOf("/status")} label="Status" value={body.status} onValue={(status) => set({ status })} choices={statuses} problem={problem("/status")} />
      </div>
      <TextField id={idOf("/updated")} label="Noget nyt den" hint="Hvileskærmen fortæller om det i en måned. Lad feltet være tomt, hvis intet er nyt." type="date" optional value={body.updated ?? ""} onValue={(updated) => onBody(withOptional(body, updated))} problem={problem("/updated")} />
    </>
  );
}

function withOptional(body: Network, updated: string): Network {
  const { updated: _, ...rest } = body;
  return updated === "" ? rest : { ...rest, updated };
}

// Nothing is said where nobody chose a place, so that a network is shown everywhere.
export function Where({ body, onBody, problem, places }: SectionProps & { places: PlaceName[] }) {
  const set = (chosen: string[]) => {
    const { places: _, ...rest } = body;
    onBody(chosen.length > 0 ? { ...rest, places: chosen } : rest);
  };
  return (
    <PlaceChoice id={idOf("/places")} label="Hvor skal det vises?" hint="Vælger du ingen, vises det på alle kiosker. På borgernes telefoner vises det altid." places={places} value={body.places ?? []} problem={problem("/places")} onValue={set} />
  );
}

// The way: each visit of a phase, in order; the last one is where it is now.
export function Way({ body, onBody, phases, problem }: SectionProps) {
  const label = (id: string) => phases.find((phase) => phase.id === id)?.label ?? id;
  const set = (history: string[]) => onBody({ ...body, phase_history: history, phase: history[history.length - 1] ?? body.phase });
  const now = phases.find((phase) => phase.id === body.phase);
  return (
    <>
      <p>Et netværk går frem og tilbage mellem faserne, og det er godt. Føj til, når det går videre eller tilbage.</p>
      {body.phase_history.length > 0 && (
        <ol class="way" aria-label="Vejen indtil nu">
          {body.phase_history.map((id, at) => <li key={at} class={at === body.phase_history.length - 1 ? "now" : undefined} aria-current={at === body.phase_history.length - 1 ? "step" : undefined}>{label(id)}</li>)}
        </ol>
      )}
      {now && <p class="quiet">Nu: <strong>{now.label}</strong>. {now.explanation}</p>}
      {problem("/phase") && <p class="form-error-message">{problem("/phase")}</p>}
      <fieldset class="form-group" id={idOf("/phase")} tabIndex={-1}>
        <legend class="form-label">Går nu til</legend>
        <div class="chips">
          {phases.map((phase) => <button key={phase.id} type="button" class="button button-secondary" onClick={() => set([...body.phase_history, phase.id])}>{phase.label}</button>)}
        </div>
      </fieldset>
      <button type="button" class="function-link" disabled={body.phase_history.length < 2} onClick={() => set(body.phase_history.slice(0, -1))}><Icon name="back" />Fjern det seneste skridt</button>
    </>
  );
}

// A list of things that are alike: each with its buttons, and one to add.
function Listed({ title, count, least, most: limit, names, onMove, onRemove, onAdd, children }: {
  title: string; count: number; least: number; most: number; names: (at: number) => string;
  onMove?: (from: number, to: number) => void; onRemove: (at: number) => void; onAdd: () => void; children: (at: number) => ComponentChildren;
}) {
  const remove = async (at: number) => {
    if (await ask({ title: `Fjern ${names(at)}?`, text: "Det forsvinder fra kladden, også på de andre sprog.", yes: "Fjern", danger: true })) onRemove(at);
  };
  return (
    <>
      {[...Array(count).keys()].map((at) => (
        <div class="listed" key={at} role="group" aria-label={names(at)}>
          {children(at)}
          <div class="row-actions">
            {onMove && at > 0 && <button type="button" class="function-link" onClick={() => onMove(at, at - 1)}><Icon name="up" />Flyt op<span class="sr-only"> {names(at)}</span></button>}
            {onMove && at < count - 1 && <button type="button" class="function-link" onClick={() => onMove(at, at + 1)}><Icon name="down" />Flyt ned<span class="sr-only"> {names(at)}</span></button>}
            {count > least && <button type="button" class="function-link" onClick={() => void remove(at)}><Icon name="remove" />Fjern<span class="sr-only"> {names(at)}</span></button>}
          </div>
        </div>
      ))}
      {count < limit && <button type="button" class="button button-secondary" onClick={onAdd}><Icon name="add" />{title}</button>}
    </>
  );
}

export function Remarks({ body, onBody, problem }: SectionProps) {
  return (
    <Listed title="Et afsnit til" count={body.remarks.length} least={1} most={4} names={(at) => `afsnit ${at + 1}`}
      onMove={(from, to) => onBody(moveItem(body, "remarks", from, to))} onRemove={(at) => onBody(removeItem(body, "remarks", at))} onAdd={() => onBody(addItem(body, "remarks", ""))}>
      {(at) => <AreaField id={idOf(`/remarks/${at}`)} label={`Afsnit ${at + 1}`} rows={4} value={body.remarks[at] ?? ""} onValue={(text) => onBody({ ...body, remarks: body.remarks.map((one, place) => (place === at ? text : one)) })} most={most.paragraph} problem={problem(`/remarks/${at}`)} />}
    </Listed>
  );
}

export function Leaders({ body, onBody, problem }: SectionProps) {
  const set = (at: number, next: Partial<Leader>) => onBody({ ...body, leaders: body.leaders.map((one, place) => (place === at ? { ...one, ...next } : one)) });
  return (
    <>
      <p class="quiet">Rolle og afdeling, aldrig navn: skærmen hænger et offentligt sted.</p>
      <Listed title="En leder til" count={body.leaders.length} least={1} most={4} names={(at) => `leder ${at + 1}`}
        onMove={(from, to) => onBody(moveItem(body, "leaders", from, to))} onRemove={(at) => onBody(removeItem(body, "leaders", at))} onAdd={() => onBody(addItem(body, "leaders", { role: "", department: "", training: [] }))}>
        {(at) => {
          const one = body.leaders[at];
          return one && (
            <>
              <div class="two">
                <TextField id={idOf(`/leaders/${at}/role`)} label="Rolle" value={one.role} onValue={(role) => set(at, { role })} most={most.name} problem={problem(`/leaders/${at}/role`)} />
                <TextField id={idOf(`/leaders/${at}/department`)} label="Afdeling" value={one.department} onValue={(department) => set(at, { department })} most={most.name} problem={problem(`/leaders/${at}/department`)} />
              </div>
              <AreaField id={idOf(`/leaders/${at}/training`)} label="Uddannelse i at lede netværk" hint="En på hver linje, højst seks." optional rows={2} value={one.training.join("\n")} onValue={(text) => set(at, { training: text === "" ? [] : text.split("\n") })} problem={problem(`/leaders/${at}/training`)} />
            </>
          );
        }}
      </Listed>
    </>
  );
}

export function Participants({ body, onBody, problem }: SectionProps) {
  const toggle = (key: string) => (on: boolean) =>
    // In the order in which screens show them.
    onBody({ ...body, participants: participants.map(([one]) => one).filter((one) => (one === key ? on : body.participants.includes(one))) });
  return (
    <fieldset class={`form-group${problem("/participants") ? " form-error" : ""}`} id={idOf("/participants")} tabIndex={-1}>
      <legend class="form-label">Hvem er med</legend>
      {problem("/participants") && <span class="form-error-message"><span class="sr-only">Fejl: </span>{problem("/participants")}</span>}
      {participants.map(([key, text]) => <CheckField key={key} id={`participant-${key}`} label={text} checked={body.participants.includes(key)} onValue={toggle(key)} />)}
    </fieldset>
  );
}

export function Founding({ body, onBody, problem }: SectionProps) {
  const group = body.founding_group;
  const set = (next: Partial<FoundingGroup>) => group && onBody({ ...body, founding_group: { ...group, ...next } });
  const toggle = (on: boolean) => onBody({ ...body, founding_group: on ? { state: "open", invitation: "", starts: null, place: null, seats: null } : null });
  return (
    <>
      <CheckField id={idOf("/founding_group")} label="Netværket har en Founding Group" checked={group !== null} onValue={toggle} />
      {group && (
        <>
          <SelectField id={idOf("/founding_group/state")} label="Tilstand" value={group.state} onValue={(state) => set({ state })} choices={[["open", "Åben: man kan ønske en plads"], ["held", "Har været holdt"]]} />
          <AreaField id={idOf("/founding_group/invitation")} label="Invitation" hint="Hvem søger I, og hvorfor skal man komme?" rows={4} value={group.invitation} onValue={(invitation) => set({ invitation })} most={most.invitation} problem={problem("/founding_group/invitation")} />
          <div class="two">
            <TextField id={idOf("/founding_group/starts")} label="Tidspunkt" type="datetime-local" optional value={group.starts ?? ""} onValue={(starts) => set({ starts: starts === "" ? null : starts })} problem={problem("/founding_group/starts")} />
            <TextField id={idOf("/founding_group/seats")} label="Pladser" type="number" inputMode="numeric" min={1} max={500} optional value={group.seats === null ? "" : String(group.seats)} onValue={(text) => set({ seats: /^\d+$/.test(text) ? Number(text) : null })} problem={problem("/founding_group/seats")} />
          </div>
          <TextField id={idOf("/founding_group/place")} label="Sted" optional value={group.place ?? ""} onValue={(place) => set({ place: place === "" ? null : place })} most={most.phrase} problem={problem("/founding_group/place")} />
          {group.asked !== undefined && <p class="quiet">{group.asked} har ønsket en plads, {group.granted ?? 0} har fået en.</p>}
        </>
      )}
    </>
  );
}

export function GiftPart({ body, onBody, problem }: SectionProps) {
  const gift = body.gift;
  const set = (next: Partial<Gift>) => gift && onBody({ ...body, gift: { ...gift, ...next } });
  const toggle = (on: boolean) => onBody({ ...body, gift: on ? { title: "", text: "", receiver: "", state: "handed_over" } : null });
  return (
    <>
      <CheckField id={idOf("/gift")} label="Netværket har givet en gave videre" checked={gift !== null} onValue={toggle} />
      {gift && (
        <>
          <TextField id={idOf("/gift/title")} label="Hvad er gaven?" value={gift.title} onValue={(title) => set({ title })} most={most.name} problem={problem("/gift/title")} />
          <AreaField id={idOf("/gift/text")} label="Hvad er den god for, og hvor er den nu?" rows={4} value={gift.text} onValue={(text) => set({ text })} most={most.paragraph} problem={problem("/gift/text")} />
          <div class="two">
            <TextField id={idOf("/gift/receiver")} label="Hvem fik den?" value={gift.receiver} onValue={(receiver) => set({ receiver })} most={most.phrase} problem={problem("/gift/receiver")} />
            <SelectField id={idOf("/gift/state")} label="Hvordan har den det?" value={gift.state} onValue={(state) => set({ state })} choices={giftStates} />
          </div>
        </>
      )}
    </>
  );
}

// The picture may come when somebody has gone on writing: it becomes part of what is written by then.
export function PicturePart({ body, onBody, problem }: Omit<SectionProps, "onBody"> & { onBody: (change: (now: Network) => Network) => void }) {
  const picture = body.picture;
  const remove = async () => {
    if (await ask({ title: "Fjern billedet?", text: "Det forsvinder fra kladden med sine ord, også på de andre sprog.", yes: "Fjern", danger: true })) onBody((now) => changePicture(now, null));
  };
  return (
    <>
      {!picture && <p class="quiet">Det står under blomsten, på skærmen og på borgernes telefoner. Et netværk behøver ikke at have et.</p>}
      <PictureSeen picture={picture?.picture} alt={picture?.alt} />
      <PictureUpload id={idOf("/picture/picture")} has={Boolean(picture?.picture)} problem={problem("/picture/picture") ?? problem("/picture")} onPicture={(name) => onBody((now) => changePicture(now, name))} />
      {picture && (
        <>
          <PictureWords id={(part) => idOf(`/picture/${part}`)} words={picture} onWords={(words) => onBody((now) => ({ ...now, picture: { alt: "", ...now.picture, ...words } }))} problem={(part) => problem(`/picture/${part}`)} />
          <div class="row-actions"><button type="button" class="function-link" onClick={() => void remove()}><Icon name="remove" />Fjern billedet</button></div>
        </>
      )}
    </>
  );
}

export function SpawnedPart({ body, onBody, networks, problem }: SectionProps) {
  const others = networks.filter((one) => one.id !== body.id).map((one) => [one.id, one.title || one.id] as const);
  const set = (at: number, next: Spawned) => onBody(changeSpawned(body, at, next));
  return (
    <>
      <p class="quiet">Andre netværk, eller andet, som dette satte i gang: ringe i vandet.</p>
      <Listed title="Noget til" count={body.spawned.length} least={0} most={12} names={(at) => `det ${at + 1}.`} onMove={(from, to) => onBody(moveItem(body, "spawned", from, to))}
        onRemove={(at) => onBody(removeItem(body, "spawned", at))} onAdd={() => onBody(addItem(body, "spawned", { title: "" }))}>
        {(at) => {
          const one = body.spawned[at];
          if (!one) return null;
          const network = "network" in one ? one.network : "";
          return (
            <div class="two">
              <SelectField id={`spawned-${at}-which`} label="Hvad" value={network} onValue={(id) => set(at, id === "" ? { title: "" } : { network: id })} choices={[["", "Noget andet"], ...others]} />
              {"title" in one && <TextField id={idOf(`/spawned/${at}/title`)} label="Hvad hedder det?" value={one.title} onValue={(title) => set(at, { title })} most={most.name} problem={problem(`/spawned/${at}/title`)} />}
            </div>
          );
        }}
      </Listed>
    </>
  );
}

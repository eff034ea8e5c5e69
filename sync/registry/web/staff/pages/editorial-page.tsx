// One editorial page: its pieces in order, in every language, with pictures that have words for those who don't see them;
// beside it how the screen will show it, and what happens with it.
import { useState } from "preact/hooks";
import { api } from "../api";
import { momentText } from "../dates";
import { useDraft } from "../networks/draft";
import { blank, blockNames, changeBlocks, emptyPage, inLanguage, missing, newBlock, placeName, withLanguage, type Block, type BlockType, type PageBody } from "../networks/editorial";
import { MergeQuestion } from "../networks/merge-question";
import { languages, type Site, type Whole } from "../networks/model";
import { NewerNote } from "../networks/newer-note";
import { pageThing } from "../networks/page-thing";
import { Preview } from "../networks/preview";
import { Publish } from "../networks/publish";
import type { PageProps } from "../pages";
import { ask } from "../parts/dialog";
import { AreaField, CheckField, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Failed, Loaded, useLoad } from "../parts/load";
import { PictureSeen, PictureUpload, PictureWords } from "../parts/picture";
import { State } from "../parts/state";
import { Top } from "../parts/top";

interface Around {
  whole: Whole<PageBody> | null; // null: a new one
  site: Site;
}

export default function EditorialPage({ words }: PageProps) {
  const id = words["id"] ?? "";
  const load = useLoad<Around>(async (signal) => {
    const [site, whole] = await Promise.all([
      api<Site>("GET", "v1/staff/site", undefined, signal),
      id === "new" ? null : api<Whole<PageBody>>("GET", `v1/staff/pages/${id}`, undefined, signal),
    ]);
    return { site, whole };
  }, [id]);
  if (load.data) return <Editor key={id} around={load.data} />;
  return (
    <>
      <Top title="Side" back={{ to: "/pages", text: "Alle sider" }} />
      <Loaded load={load} sentences={{ not_found: "Siden findes ikke." }}>{() => null}</Loaded>
    </>
  );
}

type Lang = "da" | (typeof languages)[number][0];

function Editor({ around }: { around: Around }) {
  const draft = useDraft(pageThing, around.whole, emptyPage);
  const { whole, body, setBody, problems, setProblems, tried, setTried, shown: found, error, busy, dirty, save } = draft;
  const [lang, setLang] = useState<Lang>("da");

  const shown = inLanguage(body, lang);
  const dir = languages.find(([code]) => code === lang)?.[2] ?? "ltr";
  const setBlock = (at: number, next: Block) => setBody(withLanguage(body, lang, { title: shown.title, blocks: shown.blocks.map((one, place) => (place === at ? next : one)) }));
  const setPicture = (at: number, picture: string) => setBody((now) => ({ ...now, blocks: now.blocks.map((one, place) => (place === at && one.type === "picture" ? { ...one, picture } : one)) }));
  const move = (from: number, to: number) => setBody(changeBlocks(body, (blocks) => {
    const next = [...blocks];
    next.splice(to, 0, ...next.splice(from, 1));
    return next;
  }));
  const remove = async (at: number) => {
    const yes = await ask({ title: "Fjern denne del af siden?", text: "Den forsvinder på alle sprog, når du gemmer.", yes: "Fjern", danger: true });
    if (yes) setBody(changeBlocks(body, (blocks) => blocks.filter((_, place) => place !== at)));
  };
  const add = (type: BlockType) => {
    const made = newBlock(type);
    setBody(changeBlocks(body, (blocks, isDanish) => [...blocks, isDanish ? made : blank(made)]));
  };
  const problem = (pointer: string) => {
    const own = lang === "da" ? pointer : `/translations/${lang}${pointer}`;
    return tried ? problems.find((one) => one.pointer === own)?.danish : undefined;
  };
  const toField = (pointer: string) => {
    const parts = pointer.split("/").slice(1);
    const translated = parts[0] === "translations";
    setTried(true);
    setLang(translated ? (parts[1] as Lang) : "da");
    const [first, at, ...rest] = translated ? parts.slice(2) : parts;
    setTimeout(() => {
      const last = rest[0] === "picture" ? "file" : rest[0] === "rows" ? `${rest[2] ?? "left"}-${rest[1]}` : (rest[0] ?? "text");
      const field = document.getElementById(first === "blocks" && at !== undefined ? `block-${at}-${last}` : "page-title");
      (field ?? document.querySelector<HTMLElement>(`#piece-${at} :is(input, textarea)`))?.focus();
    }, 50);
  };
  const old = lang === "da" ? [] : draft.olderIn(lang);
  const right = { body, lang, isRight: draft.isRight, onRight: draft.setRight };
  return (
    <>
      <Top title={whole ? body.title || "Side uden titel" : "Ny side"} back={{ to: "/pages", text: "Alle sider" }}
        lead={whole ? (whole.changed_s > 0 ? `Gemt ${momentText(whole.changed_s)} af ${whole.changed_by === "(import)" ? "en indlæsning" : whole.changed_by}` : "Indlæst fra fil") : "Det bliver en kladde, som kun I kan se, til den udgives."} />
      {whole && whole.newest > whole.version && <NewerNote newest={whole.newest} onMerge={draft.mergeNewest} />}
      {error !== null && <Failed error={error} sentences={{ exists: "Der er allerede en side med den titel. Vælg en anden.", bad_request: "Kladden kan ikke gemmes, som den er: skriv i det mindste en titel." }} />}
      <div class="editor">
        <div class="editor-main sheet">
        <div class="language-choice" role="group" aria-label="Sprog">
          {([["da", "Dansk"], ...languages.map(([code, name]) => [code, name] as const)] as const).map(([code, name]) => {
            const count = code === "da" ? 0 : missing(body, code).missing;
            return (
              <button key={code} type="button" class={`button ${code === lang ? "button-primary" : "button-secondary"}`} aria-pressed={code === lang} onClick={() => setLang(code as Lang)}>
                {name}{count > 0 && <span class="badge-count">{count}<span class="sr-only"> mangler</span></span>}
              </button>
            );
          })}
        </div>
        {lang !== "da" && <p class="quiet">Den danske tekst står ved hvert felt. Det, der ikke er oversat endnu, står på dansk på skærmen.</p>}
        <TextField id="page-title" label="Titel" hint={lang === "da" ? undefined : body.title} value={shown.title} onValue={(title) => setBody(withLanguage(body, lang, { ...shown, title }))} most={80} problem={problem("/title")} lang={lang} dir={dir} />
        <Older pointers={old.filter((one) => one === "/title")} {...right} />
        {shown.blocks.map((block, at) => (
          <div class="listed" key={at} id={`piece-${at}`} role="group" aria-label={`${blockNames[block.type]}, del ${at + 1}`}>
            <BlockFields block={block} danish={lang === "da" ? undefined : body.blocks[at]} picture={body.blocks[at]?.picture} at={at} lang={lang} dir={dir} problem={problem} onBlock={(next) => setBlock(at, next)} onPicture={(given) => setPicture(at, given)} />
            <Older pointers={old.filter((one) => one.startsWith(`/blocks/${at}/`))} {...right} />
            {lang === "da" && (
              <div class="row-actions">
                {at > 0 && <button type="button" class="function-link" onClick={() => move(at, at - 1)}><Icon name="up" />Flyt op<span class="sr-only"> del {at + 1}</span></button>}
                {at < shown.blocks.length - 1 && <button type="button" class="function-link" onClick={() => move(at, at + 1)}><Icon name="down" />Flyt ned<span class="sr-only"> del {at + 1}</span></button>}
                {shown.blocks.length > 1 && <button type="button" class="function-link" onClick={() => void remove(at)}><Icon name="remove" />Fjern<span class="sr-only"> del {at + 1}</span></button>}
              </div>
            )}
          </div>
        ))}
        {lang === "da" && (
          <div class="chips" role="group" aria-label="Læg til">
            {(Object.keys(blockNames) as BlockType[]).map((type) => <button key={type} type="button" class="button button-secondary" onClick={() => add(type)}><Icon name="add" />{blockNames[type]}</button>)}
          </div>
        )}
        </div>
        {dirty && whole && (
          <div class="save-bar"><span>Ikke gemt endnu</span><button type="button" class="button button-primary" aria-disabled={busy} onClick={() => void save()}>Gem</button></div>
        )}
        <div class="editor-side">
          {whole ? (
            <Publish thing={pageThing} whole={whole} dirty={dirty} busy={busy} problems={found.map((one) => ({ ...one, field: placeName(body, one.pointer) }))} onSave={save}
              onChanged={draft.takeSummary} onInvalid={draft.takeInvalid} onLookAgain={draft.lookAgain} onProblem={toField} />
          ) : (
            <section class="sheet"><h2 class="h4">Kladde</h2><p>Skriv en titel, og gem. Resten kan vente.</p>
              <div class="actions"><button type="button" class="button button-primary" disabled={busy} onClick={() => (body.title.trim() === "" ? (setProblems([{ pointer: "/title", field: "Titel", message: "", danish: "Skriv en titel." }]), toField("/title")) : void save())}>Gem kladde</button></div>
            </section>
          )}
          <Preview thing={pageThing} body={body} />
        </div>
      </div>
      {draft.conflict && <MergeQuestion key={draft.conflict.from.current.version} thing={pageThing} mine={draft.conflict.mine} conflict={draft.conflict.from} site={around.site} onClose={draft.closeConflict} onMerged={draft.takeMerged} />}
    </>
  );
}

interface OlderProps {
  pointers: string[];
  body: PageBody;
  lang: Lang;
  isRight: (lang: string, pointer: string) => boolean;
  onRight: (lang: string, pointer: string, on: boolean) => void;
}

// What was translated before the Danish changed, and may be right all the same.
function Older({ pointers, body, lang, isRight, onRight }: OlderProps) {
  return (
    <>
      {pointers.map((pointer) => (
        <div class="old-text" key={pointer}>
          <State kind="wait">Ældre end den danske</State>
          <CheckField id={`checked-${lang}${pointer.replaceAll("/", "-")}`} label={<>Passer stadig<span class="sr-only">: {placeName(body, pointer)}</span></>} checked={isRight(lang, pointer)} onValue={(on) => onRight(lang, pointer, on)} />
        </div>
      ))}
    </>
  );
}

interface BlockProps {
  block: Block;
  danish: Block | undefined; // beside a translation
  picture: string | undefined;
  at: number;
  lang: Lang;
  dir: "ltr" | "rtl";
  problem: (pointer: string) => string | undefined;
  onBlock: (block: Block) => void;
  onPicture: (name: string) => void; // it takes a while: the page may be another one by then
}

function BlockFields({ block, danish, picture, at, lang, dir, problem, onBlock, onPicture }: BlockProps) {
  const id = (part: string) => `block-${at}-${part}`;
  const hinted = (danishText: string | undefined, own?: string) => danishText ?? own;
  const name = `${blockNames[block.type]} ${at + 1}`;
  const common = { lang, dir };
  const pointer = `/blocks/${at}`;
  if (block.type === "heading") return <TextField id={id("text")} label={name} hint={hinted(danish?.text)} value={block.text ?? ""} onValue={(text) => onBlock({ ...block, text })} most={80} problem={problem(`${pointer}/text`)} {...common} />;
  if (block.type === "paragraph") return <AreaField id={id("text")} label={name} hint={hinted(danish?.text)} rows={4} value={block.text ?? ""} onValue={(text) => onBlock({ ...block, text })} most={320} problem={problem(`${pointer}/text`)} {...common} />;
  if (block.type === "list") {
    return <AreaField id={id("items")} label={name} hint={hinted(danish?.items?.join(" · "), "Et punkt på hver linje, højst tolv.")} rows={Math.max(3, (block.items ?? []).length + 1)} value={(block.items ?? []).join("\n")} onValue={(text) => onBlock({ ...block, items: text.split("\n") })} problem={problem(`${pointer}/items`)} {...common} />;
  }
  if (block.type === "comparison") {
    const rows = block.rows ?? [];
    const setRow = (row: number, next: { left: string; right: string }) => onBlock({ ...block, rows: rows.map((one, place) => (place === row ? next : one)) });
    return (
      <>
        <p class="form-label">{name}</p>
        <div class="two">
          <TextField id={id("left")} label="Venstre overskrift" hint={danish?.left} value={block.left ?? ""} onValue={(left) => onBlock({ ...block, left })} most={40} problem={problem(`${pointer}/left`)} {...common} />
          <TextField id={id("right")} label="Højre overskrift" hint={danish?.right} value={block.right ?? ""} onValue={(right) => onBlock({ ...block, right })} most={40} problem={problem(`${pointer}/right`)} {...common} />
        </div>
        {rows.map((row, place) => (
          <div class="two" key={place}>
            <TextField id={id(`left-${place}`)} label={`Række ${place + 1}, venstre`} hint={danish?.rows?.[place]?.left} value={row.left} onValue={(left) => setRow(place, { ...row, left })} most={120} {...common} />
            <TextField id={id(`right-${place}`)} label={`Række ${place + 1}, højre`} hint={danish?.rows?.[place]?.right} value={row.right} onValue={(right) => setRow(place, { ...row, right })} most={120} {...common} />
          </div>
        ))}
        {lang === "da" && rows.length < 12 && <button type="button" class="function-link" onClick={() => onBlock({ ...block, rows: [...rows, { left: "", right: "" }] })}><Icon name="add" />En række til</button>}
        {lang === "da" && rows.length > 1 && <button type="button" class="function-link" onClick={() => onBlock({ ...block, rows: rows.slice(0, -1) })}><Icon name="remove" />Fjern sidste række</button>}
      </>
    );
  }
  return (
    <>
      <p class="form-label">{name}</p>
      <PictureSeen picture={picture} alt={block.alt} />
      {lang === "da" && <PictureUpload id={id("file")} has={Boolean(picture)} problem={problem(`${pointer}/picture`)} onPicture={onPicture} />}
      <PictureWords id={(part) => id(part)} words={block} danish={danish} onWords={(words) => onBlock({ ...block, ...words })} problem={(part) => problem(`${pointer}/${part}`)} {...common} />
    </>
  );
}

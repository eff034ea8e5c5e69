// A picture that is given to the registry, which makes it anew, and its words for those who don't see it.
import { useRef, useState } from "preact/hooks";
import { Refused, root } from "../api";
import { AreaField, Field, TextField } from "./form";
import { say } from "./toast";
import { upload } from "./upload";

export interface PictureTexts {
  alt?: string;
  caption?: string;
}

export function PictureSeen({ picture, alt }: { picture: string | undefined; alt: string | undefined }) {
  return picture ? <img class="page-picture" src={`${root}v1/staff/pictures/${picture}`} alt={alt || "Billedet har ingen ord endnu"} /> : null;
}

interface WordsProps {
  id: (part: "alt" | "caption") => string;
  words: PictureTexts;
  danish?: PictureTexts | undefined; // beside a translation
  onWords: (words: PictureTexts) => void; // the one that was changed
  problem: (part: "alt" | "caption") => string | undefined;
  lang?: string;
  dir?: "ltr" | "rtl";
}

export function PictureWords({ id, words, danish, onWords, problem, ...common }: WordsProps) {
  return (
    <>
      <AreaField id={id("alt")} label="Hvad ser man på billedet?" hint={danish?.alt ?? "Læses op for den, der ikke ser det. Skal altid udfyldes."} rows={2} value={words.alt ?? ""} onValue={(alt) => onWords({ alt })} most={140} problem={problem("alt")} {...common} />
      <TextField id={id("caption")} label="Billedtekst" optional hint={danish?.caption} value={words.caption ?? ""} onValue={(caption) => onWords({ caption })} most={140} problem={problem("caption")} {...common} />
    </>
  );
}

export function PictureUpload({ id, has, problem, onPicture }: { id: string; has: boolean; problem: string | undefined; onPicture: (name: string) => void }) {
  const [state, setState] = useState<{ busy: boolean; error: string | undefined }>({ busy: false, error: undefined });
  // It takes a while, and what it then becomes part of is what is written by then.
  const latest = useRef(onPicture);
  latest.current = onPicture;
  const send = async (file: File | undefined) => {
    if (!file) return;
    setState({ busy: true, error: undefined });
    try {
      const name = await upload(file);
      latest.current(name);
      setState({ busy: false, error: undefined });
      say("Billedet er lagt op. Sted, tid og kamera er taget ud af det.");
    } catch (refused) {
      const known: Record<string, string> = { too_large: "Billedet er for stort: højst 8 MB.", not_a_picture: "Filen er ikke et billede, vi kan bruge. Brug PNG, JPEG eller WebP." };
      setState({ busy: false, error: refused instanceof Refused ? (known[refused.code] ?? "Billedet kunne ikke lægges op. Prøv igen, eller brug et andet.") : "Billedet kunne ikke lægges op. Prøv igen." });
    }
  };
  return (
    <Field id={id} label={has ? "Et andet billede" : "Billede"} hint="PNG, JPEG eller WebP, højst 8 MB. Det gøres mindre, hvis det er stort." problem={state.error ?? problem}>
      {(attributes) => (
        <>
          <input {...attributes} class="page-file" type="file" accept="image/png,image/jpeg,image/webp" onChange={(event) => void send(event.currentTarget.files?.[0])} />
          {state.busy && <p role="status" class="quiet small">Lægger op …</p>}
        </>
      )}
    </Field>
  );
}

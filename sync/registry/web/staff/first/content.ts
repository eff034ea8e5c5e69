// The first content of a registry: what is written on the page, put together as the file that an import takes; and a file
// that was chosen, with its pictures.
import { api, Refused } from "../api";
import { valueAt, withValue, type Phase, type Problem } from "../networks/model";
import { upload } from "../parts/upload";

export const FILE_BYTES_MOST = 8 * 1024 * 1024;

export interface Section { heading: string; text: string }
export interface House {
  name: string; heading: string; municipality: string;
  contact: { name: string; email: string; phone: string; address: string };
}

// The phases as Albertslund has had them since 2014.
export const phases: Phase[] = [
  { id: "focus", label: "Fokusering", explanation: "Netværket finder sit spørgsmål og de mennesker, der skal være med." },
  { id: "discovery", label: "Opdagelse", explanation: "Vi spørger, lytter og ser efter, før vi tror, vi kender svaret." },
  { id: "theme", label: "Tema", explanation: "Vi samler det, vi har hørt, og vælger det vigtigste." },
  { id: "idea", label: "Idé", explanation: "Vi finder på nye løsninger sammen, også de skæve." },
  { id: "trial", label: "Afprøvning", explanation: "Vi prøver en løsning af i det små og lærer af det." },
  { id: "gift", label: "Gave", explanation: "Netværket giver sin løsning videre til dem, der skal bruge den til daglig." },
];

// A notice to begin with. Who is responsible, and what the law calls for, is the municipality's to say.
export const noticeTitle = "Sådan passer vi på det, du skriver";
export const noticeIntro = "Vi bruger kun det, du skriver, til at svare dig og til arbejdet i netværkene. Skriv ikke CPR-nummer eller andet følsomt, hverken om dig selv eller andre.";
export function noticeSections({ municipality, contact }: House): Section[] {
  const town = municipality || "…";
  const phone = contact.phone || "…";
  return [
    { heading: "Hvem har ansvaret?", text: `${town} har ansvaret for dine oplysninger. Du finder os på ${contact.address || "…"}, telefon ${phone}.` },
    { heading: "Hvem kan du spørge?", text: `Kommunens databeskyttelsesrådgiver svarer på spørgsmål om dine oplysninger. Ring til ${phone} og spørg efter databeskyttelsesrådgiveren, eller send et brev til rådhuset.` },
    { heading: "Hvad bruger vi dem til?", text: "Vi bruger dit navn og din mail eller dit telefonnummer til at kontakte dig om det, du har valgt. Det er frivilligt at skrive til os, og en idé må gerne være uden navn." },
    { heading: "Hvorfor må vi det?", text: "Det er en del af kommunens opgave at udvikle velfærden sammen med dig. Den opgave giver os lov: databeskyttelsesforordningen (GDPR), artikel 6, stk. 1, litra e." },
    { heading: "Hvem ser dem?", text: "Kun sekretariatet for netværkene og lederen af det netværk, du skriver til. Skriver du på en af vores skærme, låser den din tekst, før den bliver gemt. Skriver du på din egen telefon eller computer, er teksten beskyttet på vejen til os." },
    { heading: "Hvornår sletter vi dem?", text: "Senest 12 måneder efter, at du gav os dem. Det gælder interesse, plads i en Founding Group og støtte. Har du givet os en idé, sletter vi dit navn og din kontakt; selve ideen kan blive, uden navn." },
    { heading: "Hvad kan du selv gøre?", text: "Sig koden fra din kvittering til sekretariatet, så kan du få det, du har skrevet, at se, rettet eller slettet. Du kan også sige nej til, at vi bruger det, eller bede os vente. Hvis vi ikke kan slette noget, fortæller vi dig hvorfor." },
    { heading: "Vil du klage?", text: "Du kan klage til Datatilsynet, som holder øje med, at reglerne bliver fulgt. Se datatilsynet.dk, eller ring til 33 19 32 00." },
  ];
}

export function contentOf({ name, heading, contact }: House, intro: string, sections: Section[]): object {
  const version = `${new Date().getFullYear()}-1`;
  return { format: "forhal-content/1", site: { name, heading, contact, phases, notice: { version, title: noticeTitle, intro, sections } }, networks: [], pages: [] };
}

// ---- sending it ----
export interface Begun { networks: number; pages: number }
export interface Wrong { problems: Problem[]; count: number }

export const send = (content: object | Blob): Promise<Begun> => api<Begun>("POST", "v1/staff/content", content);

// What is wrong with the content, when that is why it was refused.
export function wrongIn(error: unknown): Wrong | null {
  return error instanceof Refused && error.code === "invalid" ? (error.body as Wrong) : null;
}

const LACKS_PICTURE = "names a picture that did not come";
const lastOf = (path: string) => path.split("/").pop()?.toLowerCase() ?? "";

interface PictureBlock { file?: string; picture?: string }

// The file as it is; when only its pictures are missing and were chosen with it, they are given first. What else is wrong is
// told before any picture is sent.
export async function sendFile(file: File, pictures: File[]): Promise<Begun> {
  try {
    return await send(file);
  } catch (error) {
    const wrong = wrongIn(error);
    const lacking = wrong?.problems.filter((one) => one.message.startsWith(LACKS_PICTURE)) ?? [];
    if (wrong === null || lacking.length === 0) throw error;
    let content: unknown = JSON.parse(await file.text());
    const blocks = lacking.map((problem) => {
      const pointer = problem.pointer.slice(0, problem.pointer.lastIndexOf("/"));
      const block = valueAt(content, pointer) as PictureBlock;
      const name = lastOf(block.file ?? `${block.picture ?? ""}.png`);
      problem.danish = `${problem.danish} Det hedder ${name}.`;
      return { pointer, block, given: pictures.find((one) => one.name.toLowerCase() === name), problem };
    });
    const missing = blocks.filter((one) => !one.given).length;
    if (missing > 0 || lacking.length < wrong.count) {
      // Those that were chosen are nothing to tell of.
      wrong.problems = wrong.problems.filter((one) => !blocks.some((block) => block.given && block.problem === one));
      wrong.count -= blocks.length - missing;
      throw error;
    }
    for (const { pointer, block, given } of blocks) {
      const { file: _, ...others } = block;
      content = withValue(content, pointer, { ...others, picture: await upload(given as File) });
    }
    return send(content as object);
  }
}

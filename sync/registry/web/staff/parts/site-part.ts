// One part of what the screens say of the house, saved by itself.
import { api, Refused } from "../api";
import { ask } from "./dialog";
import { say } from "./toast";

// Puts `value` in the place of what was `base`; `which` names the part. When somebody else was quicker, asks what shall
// hold. Gives what it is now.
export async function saveSitePart<T>(target: string, which: Record<string, string>, base: { current: T }, value: T): Promise<T> {
  try {
    await api("PUT", target, { ...which, base: base.current, value });
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "conflict") throw error;
    const { current } = error.body as { current: T };
    // Escape is "no": what was typed stays.
    const theirs = await ask({
      title: "En anden har ændret det imens", yes: "Vis den andens", no: "Behold mine her", danger: true,
      text: "Intet er overskrevet. Viser du den andens, går det, du har skrevet her, tabt. Beholder du dine, erstatter de den andens, når du gemmer igen.",
    });
    if (!theirs) {
      base.current = current;
      throw new Refused(409, "kept", "", 0, null);
    }
    say("Her er det, som den anden gemte.", "info");
    return current;
  }
  say("Gemt. Kioskerne har det om få sekunder.");
  return value;
}

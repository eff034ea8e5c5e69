// Gives the registry a picture, which it makes anew without place, time and camera; gives its name there.
import { api, Refused } from "../api";

const TRIES = 6;

// The registry does a few such things at a time: while others' are under way (previews, too) it says when to come again.
export async function upload(file: File): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return (await api<{ name: string }>("POST", "v1/staff/pictures", file)).name;
    } catch (refused) {
      if (!(refused instanceof Refused) || refused.status !== 429 || tries === TRIES) throw refused;
      await new Promise((done) => setTimeout(done, Math.max(refused.waitSeconds, 1) * 1000));
    }
  }
}

// The flower's proportions, as kiosk/flower.c and sync/registry/web/flower.c have them; its radius is 100.
export const RADIUS = 100;
export const HEART = 13;
const base = 0.1;
const widest = 0.66;
const edge = 0.011;

function halfWidth(count: number): number {
  const touching = Math.tan(Math.PI / Math.max(count, 4)) * (base + (1 - base) * widest);
  return Math.min(touching * 1.02, 0.4);
}

// A petal that points up, around the flower's middle.
export function petalPath(count: number): string {
  const w = (halfWidth(count) - edge) * RADIUS;
  const from = (base + edge) * RADIUS;
  const length = RADIUS - from - edge * RADIUS;
  const tip = from + length;
  const middle = from + length * widest;
  const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${at(0, -from)}C${at(w * 0.5, -(from + length * 0.14))} ${at(w, -(from + length * 0.38))} ${at(w, -middle)}`
    + `C${at(w, -(from + length * 0.87))} ${at(w * 0.56, -tip)} ${at(0, -tip)}`
    + `C${at(-w * 0.56, -tip)} ${at(-w, -(from + length * 0.87))} ${at(-w, -middle)}`
    + `C${at(-w, -(from + length * 0.38))} ${at(-w * 0.5, -(from + length * 0.14))} ${at(0, -from)}Z`;
}

// Where the words of a petal stand.
export function wordsAt(degrees: number): { x: number; y: number } {
  const along = (base + (1 - base) * widest + 0.02) * RADIUS;
  const angle = (degrees * Math.PI) / 180;
  return { x: Math.sin(angle) * along, y: -Math.cos(angle) * along };
}

// The sides' marks, eight units high: a house, a person, a diamond.
export const marks = {
  municipality: "M0-4L4.4-.4H3V4H-3V-.4H-4.4Z",
  citizens: "M0-4A2 2 0 0 1 0 0A2 2 0 0 1 0-4ZM-3.8 4C-3.8 1.8-2 .8 0 .8S3.8 1.8 3.8 4Z",
  staff: "M0-4.2L4.2 0L0 4.2L-4.2 0Z",
} as const;

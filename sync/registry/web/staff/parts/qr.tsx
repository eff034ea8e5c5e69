// A QR code as a picture.
import makeCode from "qrcode-generator";
import { useMemo } from "preact/hooks";

export function Qr({ text, label }: { text: string; label: string }) {
  const { d, size } = useMemo(() => {
    const code = makeCode(0, "M");
    code.addData(text, "Byte");
    code.make();
    const count = code.getModuleCount();
    let path = "";
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        if (code.isDark(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`;
      }
    }
    return { d: path, size: count + 8 };
  }, [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={d} />
    </svg>
  );
}

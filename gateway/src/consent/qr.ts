/** Elements and attributes that a QR code is drawn with; each with what may stand in it. */
const svg =
  /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"(?: [a-zA-Z-]+="[\w .#-]*")*>(?:<path(?: [a-z-]+="[\w .#-]*")*\/>)+<\/svg>\s*$/;

/** A QR code as it may be shown: SVG of paths and nothing else; undefined for anything more. */
export function findHarmlessQr(text: string): string | undefined {
  return svg.test(text) ? text : undefined;
}

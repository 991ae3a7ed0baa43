import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import type PdfDocument from 'pdfkit';

const require = createRequire(import.meta.url);
// It tells 0 and O, 1 and I, 8 and B apart, and is of one width, so that a grid stays a grid wherever it is read.
const file = require.resolve('@expo-google-fonts/jetbrains-mono/500Medium/JetBrainsMono_500Medium.ttf');

/** Width of a character of the cards' font over its size. */
export const characterWidth = 0.6;

let font: Font | undefined;

/** Has a document written in the font of the cards, of which only the glyphs that it uses are embedded. */
export function useCardFont(pdf: InstanceType<typeof PdfDocument>): void {
  // Parsed once: that takes longer than drawing a card.
  font ??= readFont();
  // pdfkit takes a parsed font, too; its types do not say so.
  pdf.font(font as unknown as Buffer, 'card');
}

function readFont(): Font {
  const parsed = create(readFileSync(file));
  if (!('layout' in parsed)) throw new Error('the font of the cards is a collection');
  return Object.create(parsed, { layout: { value: (text: string) => layOut(parsed, text) } }) as Font;
}

// One glyph for each character: the ligatures and alternates of a font for programmers are none of a card, and looking for
// them takes ten times as long.
function layOut(parsed: Font, text: string) {
  const glyphs = Array.from(text, (character) => parsed.glyphForCodePoint(character.codePointAt(0) ?? 0));
  return {
    glyphs,
    positions: glyphs.map(({ advanceWidth }) => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 })),
    advanceWidth: glyphs.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0),
  };
}

/** What a picture takes at most in a bubble, and at least, in pixels. */
const WIDEST = 320;
const TALLEST = 320;
const NARROWEST = 140;
const LOWEST = 90;
/** For those whose size nobody told: they are cut to it, as a picture that grows later would push everything away. */
const UNKNOWN = { width: 260, height: 195 };

export interface Box {
  width: number;
  height: number;
}

/** The place that a picture takes in a bubble, known before the picture is here; very long ones are cut. */
export function fit(width: number | undefined, height: number | undefined): Box {
  if (!width || !height) return UNKNOWN;
  const scale = Math.min(WIDEST / width, TALLEST / height, 1);
  return {
    width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, width * scale))),
    height: Math.round(Math.min(TALLEST, Math.max(LOWEST, height * scale)))
  };
}

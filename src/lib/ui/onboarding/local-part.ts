const LATIN = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

const CYRILLIC =
  'а a б b в v г g ґ g д d е e ё yo є ye ж zh з z и i і i ї yi й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ' +
  'ч ch ш sh щ shch ъ  ы y ь  э e ю yu я ya ђ dj ј j љ lj њ nj ћ c џ dz';
const GREEK = 'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o';

function pairs(text: string): [string, string][] {
  const parts = text.split(' ');
  return parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : []));
}

const LETTERS = new Map([...Object.entries(LATIN), ...pairs(CYRILLIC), ...pairs(GREEK)]);
const LONGEST = 64;

function spell(letter: string): string {
  return LETTERS.get(letter) ?? LETTERS.get(letter.normalize('NFD').charAt(0)) ?? letter;
}

/**
 * A name as the first part of an address: small letters and digits that any keyboard has, with dots between the words.
 * Letters of scripts without a plain spelling stay; RFC 7622 §3.3 allows them.
 */
export function localPartOf(name: string): string {
  const composed = [...name.normalize('NFC').toLowerCase()].map(spell).join('');
  const bare = composed
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC');
  const dotted = bare.replace(/['’]/g, '').replace(/[^\p{L}\p{M}\p{N}]+/gu, '.');
  return [...dotted]
    .slice(0, LONGEST)
    .join('')
    .replace(/^\.+|\.+$/g, '');
}

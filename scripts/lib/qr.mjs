/**
 * A QR code for the terminal: two rows of squares to a line, dark on light whatever the terminal's colours are.
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function terminalQr(text) {
  const { encodeQR } = await import('qr');
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 2 });
  const lines = [];
  for (let y = 0; y < rows.length; y += 2) {
    const upper = rows[y] ?? [];
    const lower = rows[y + 1] ?? [];
    const squares = upper.map((dark, x) => (dark ? (lower[x] ? '█' : '▀') : lower[x] ? '▄' : ' ')).join('');
    lines.push(`\u001b[30;107m${squares}\u001b[0m`);
  }
  return lines.join('\n');
}

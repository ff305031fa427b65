/* What both programs of the browser need: SHA-256, which is our own since the browser's is only there on secure addresses
   and one call at a time, and the text that a public value gives to a seed (docs/draw-format.md, section 1). */
"use strict";
const published = (() => {
  // ---- SHA-256 (FIPS 180-4): the constants are the fractions of the roots of the first primes ----
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
  const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const W = new Int32Array(64);

  function compress(state, bytes, at) {
    for (let i = 0; i < 16; i += 1, at += 4) W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15], y = W[i - 2];
      W[i] = (((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10)) + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3)) + W[i - 16]) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const two = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  function sha256(bytes) {
    const state = START.slice(), whole = bytes.length - (bytes.length % 64);
    for (let at = 0; at < whole; at += 64) compress(state, bytes, at);
    const rest = bytes.length - whole, tail = new Uint8Array(rest < 56 ? 64 : 128);
    tail.set(bytes.subarray(whole));
    tail[rest] = 0x80;
    new DataView(tail.buffer).setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n);
    for (let at = 0; at < tail.length; at += 64) compress(state, tail, at);
    return state;
  }

  const encode = (text) => new TextEncoder().encode(text);
  const hex = (state) => Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  const hashed = (content) => hex(sha256(typeof content === "string" ? encode(content) : content));
  // a key as a string of 16 code units: such strings compare as the 256-bit numbers do
  const key = (text) => { const s = sha256(encode(text)); let made = ""; for (const word of s) made += String.fromCharCode(word >>> 16, word & 0xffff); return made; };


  function textOf(source, published) {
    if (source.kind === "numbers") return published.map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((n) => `${n}.`).join("") + "/";
    return published.join("").replace(/[a-z]/g, (sign) => sign.toUpperCase()).replace(/[^0-9A-Z]/g, "") + "/";
  }


  const seed = (committed, sources, values) => hashed(`${committed}:${sources.map((source, place) => textOf(source, values[place].published)).join("")}`);
  return { hashed, key, seed };
})();

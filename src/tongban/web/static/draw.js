/* Recomputes a draw in the browser, written from docs/draw-format.md alone: a third program beside the one that drew and
   verify_draw.py. SHA-256 is our own, since the browser's is only there on secure addresses and one call at a time. */
"use strict";
(() => {
  const form = document.getElementById("recompute");
  if (!form) return;

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

  // ---- the format ----
  const LINE = /^([0-9A-Z]{4,40})\t([1-9][0-9]*)\t(\*|[1-9][0-9]*(?:,[1-9][0-9]*)*)$/;
  const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  const linesOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes).split("\n").slice(0, -1);

  function textOf(source, published) {
    if (source.kind === "numbers") return published.map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((n) => `${n}.`).join("") + "/";
    return published.join("").replace(/[a-z]/g, (sign) => sign.toUpperCase()).replace(/[^0-9A-Z]/g, "") + "/";
  }

  const pause = () => new Promise((done) => setTimeout(done));

  async function drawn(seed, people, items, tell) {
    const order = [];
    for (let i = 0; i < people.length; i += 1) {
      const [code, weight, wishes] = people[i];
      let best = key(`${seed}:${code}:1`);
      for (let lot = 2; lot <= weight; lot += 1) { const next = key(`${seed}:${code}:${lot}`); if (next < best) best = next; }
      order.push([best, code, wishes]);
      if (i % 20000 === 19999) { tell(i / people.length); await pause(); }
    }
    order.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1));
    const taken = new Uint8Array(items.length), result = [];
    let first = 0;
    for (const [, code, wishes] of order) {
      if (result.length === items.length) break;
      while (taken[first]) first += 1;
      const place = wishes === "*" ? first : wishes.split(",").map((wish) => wish - 1).find((wish) => !taken[wish]);
      if (place !== undefined) { taken[place] = 1; result.push([code, items[place]]); }
    }
    return result;
  }

  function rulesHold(proof, told) {
    const due = told.sources.map((source) => source.due_at);
    const instants = [told.opened_at, told.closed_at, told.announced_at, ...due, ...proof.values.map((value) => value.published_at)];
    return proof.format === "tongban-draw-1" && told.format === proof.format && told.one_per_person === true && due.length > 0
      && instants.every((instant) => INSTANT.test(instant)) && told.opened_at < told.closed_at && told.closed_at <= told.announced_at
      && due.every((instant) => told.announced_at < instant)
      && new Set(told.sources.map((source) => source.name)).size === due.length
      && told.sources.every((source) => ["numbers", "text"].includes(source.kind));
  }

  function listHolds(told, bytes, people, items) {
    const wishes = people.filter((one) => one[2] !== "*").map((one) => one[2].split(",").map(Number));
    return hashed(bytes) === told.sha256 && people.length === told.count && people.reduce((sum, one) => sum + one[1], 0) === told.lots
      && people.every((one, place) => place === 0 || people[place - 1][0] < one[0])
      && wishes.every((wish) => new Set(wish).size === wish.length && wish.every((place) => place <= items.length));
  }

  async function check(proof, pool, applicants, noted, tell) {
    const told = JSON.parse(proof.announcement), items = linesOf(pool), committed = hashed(proof.announcement);
    const people = linesOf(applicants).map((line) => { const [, code, weight, wishes] = line.match(LINE); return [code, Number(weight), wishes]; });
    const seed = hashed(`${committed}:${told.sources.map((source, place) => textOf(source, proof.values[place].published)).join("")}`);
    return {
      commitment: noted ? noted.trim().toLowerCase() === committed : null,
      rules: rulesHold(proof, told),
      pool: hashed(pool) === told.pool.sha256 && items.length === told.pool.count && new Set(items).size === items.length
        && items.every((item) => item && !/[\x00-\x1f\x7f]/.test(item)),
      applicants: listHolds(told.applicants, applicants, people, items),
      values: proof.values.length === told.sources.length && told.sources.every((source, place) => {
        const value = proof.values[place];
        return value.source === source.name && value.published.length > 0 && value.published_at >= source.due_at;
      }),
      seed: proof.seed === seed,
      result: JSON.stringify(proof.allotted) === JSON.stringify(await drawn(seed, people, items, tell)),
    };
  }

  // ---- the page ----
  const said = document.getElementById("said"), list = document.getElementById("checks"), words = form.dataset;
  const say = (text, tone = "") => { said.className = `notice ${tone}`; said.textContent = text; };
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(address);
    return new Uint8Array(await answer.arrayBuffer());
  };

  function show(outcomes) {
    list.hidden = false;
    for (const [name, holds] of Object.entries(outcomes)) {
      const line = list.querySelector(`[data-check="${name}"]`);
      line.querySelector(".outcome").textContent = holds === null ? "–" : holds ? "✓" : "✗";
      line.querySelector(".outcome").className = `outcome ${holds === null ? "muted" : holds ? "ink-done" : "ink-refused"}`;
      line.querySelector(".word").textContent = holds === null ? words.unknown : holds ? words.passed : words.failed;
    }
    const failed = Object.values(outcomes).includes(false);
    say(failed ? words.other : words.same, failed ? "refused" : "done");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    list.hidden = true;
    say(words.busy);
    try {
      const [proof, pool, applicants] = await Promise.all([words.proof, words.pool, words.applicants].map(fetched));
      const tell = (share) => say(`${words.busy} ${Math.round(share * 100)} %`);
      show(await check(JSON.parse(new TextDecoder().decode(proof)), pool, applicants, form.elements.commitment.value, tell));
    } catch {
      say(words.lost, "refused");
    }
  });
})();

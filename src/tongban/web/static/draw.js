/* Recomputes a draw in the browser, written from docs/draw-format.md alone: a third program beside the one that drew and
   verify_draw.py. published.js and recompute.js come first. */
"use strict";
(() => {
  const { linesOf, pause } = recompute;
  const { hashed, key } = published;

  // ---- the format ----
  const LINE = /^([0-9A-Z]{4,40})\t([1-9][0-9]*)\t(\*|[1-9][0-9]*(?:,[1-9][0-9]*)*)$/;
  const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

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

  async function check(proof, { pool, applicants }, noted, tell) {
    const told = JSON.parse(proof.announcement), items = linesOf(pool), committed = hashed(proof.announcement);
    const people = linesOf(applicants).map((line) => { const [, code, weight, wishes] = line.match(LINE); return [code, Number(weight), wishes]; });
    const seed = published.seed(committed, told.sources, proof.values);
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

  recompute.page(["pool", "applicants"], check);
})();
